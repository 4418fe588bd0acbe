"""The response gallery: how each submodel answers to its inputs, so that what is broken is seen before a fit hides it.

In come the engine's own functions and the baseline at central values; no equation is written a second time.
Out come responses, each a few lines with a sentence on them, and pictures of them in one look.
"""

from collections.abc import Callable
from typing import Final

from jevons.studies.gallery.adoption import adoption
from jevons.studies.gallery.delay import delay
from jevons.studies.gallery.figure import response_figure
from jevons.studies.gallery.orders import orders
from jevons.studies.gallery.participation import participation
from jevons.studies.gallery.power import power
from jevons.studies.gallery.price import price
from jevons.studies.gallery.queues import queues
from jevons.studies.gallery.rent import rent
from jevons.studies.gallery.response import Axis, Line, Mark, Panel, Response
from jevons.studies.gallery.serving import serving
from jevons.studies.gallery.speed import speed
from jevons.studies.gallery.tokens import tokens

RESPONSES: Final[dict[str, Callable[[], Response]]] = {
    "serving": serving,
    "speed": speed,
    "price": price,
    "rent": rent,
    "delay": delay,
    "tokens": tokens,
    "participation": participation,
    "adoption": adoption,
    "orders": orders,
    "queues": queues,
    "power": power,
}
"""Submodels by name, in the order of a token's way through a month."""

__all__ = ["RESPONSES", "Axis", "Line", "Mark", "Panel", "Response", "response_figure"]
