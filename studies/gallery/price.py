"""Prices against load: what sellers want for a token, and how far a list moves."""

import numpy as np

from jevons.market.pricing import set_prices
from jevons.market.vocabulary import Flow
from jevons.studies.gallery.response import Array, Axis, Line, Mark, Panel, Response
from jevons.studies.gallery.setting import buyable, reference, world
from jevons.studies.magnitude import factor

SELLERS = {"lab": "openai/frontier", "cloud": "amazon/mid", "commodity host": "open_hosts/mid"}
LOADS = np.geomspace(0.01, 20.0, 241)
BUSY = 0.9


def price() -> Response:
    """Price over technical cost against a seller's load, no rivals."""
    markups = {name: _markup(offer) for name, offer in SELLERS.items()}
    lines = [Line(f"{name},\nmarkup {factor(m)}", LOADS, _list_prices(m, LOADS)) for name, m in markups.items()]
    target, lab = world().clearing.target_load, markups["lab"]
    before = lines[0].at(target)
    lines += [
        Line("lab's list after\na release", LOADS, _list_prices(lab, LOADS, before, released=True), dashed=True),
        Line("… and a month\nwithout one", LOADS, _list_prices(lab, LOADS, before, released=False), dashed=True),
    ]
    asked, moved = (line.at(BUSY) / before for line in (lines[0], lines[4]))
    axes = Axis("load over capacity", log=True), Axis("Price over technical cost", "ratio", log=True)
    return Response(
        name="price",
        reading=f"a load of {BUSY:g} instead of {target:g} asks for {asked:.2f} times the price; "
        f"a month without a release brings {moved:.2f} times",
        held="Solid: price that a seller wants, and sets for a new offer. Dashed: the list of a lab that had "
        "been at its "
        "target load. No rivals; cost, markup and models held at December 2025.",
        panels=(Panel(*axes, tuple(lines), (Mark(f"target load {target:g}", target),)),),
        source="market.pricing.set_prices",
    )


def _markup(offer: str) -> float:
    return float(buyable().offer_markup[world().structure.offer_names.index(offer)])


def _list_prices(markup: float, loads: Array, before: float = 0.0, released: bool = True) -> Array:
    """Output price over its cost after a month at each load; the wanted one where there was none `before`."""
    n, rules = len(loads), world().prices
    prices = np.full((n, 3), before)
    set_prices(
        prices,
        np.ones((n, 3)),
        np.full(n, markup),
        np.arange(n),
        loads,
        np.zeros((n, 1), dtype=np.int64),
        np.zeros(n, dtype=np.int64),
        np.full(n, released),
        np.ones(n),
        np.zeros((n, 3)),
        np.zeros(n, dtype=np.bool_),
        world().clearing.target_load,
        float(rules.load_exponent[reference()]),
        rules.rivalry,
        rules.loss_floor,
        rules.cached_share,
        rules.release_adjustment,
        rules.adjustment,
    )
    return prices[:, Flow.OUTPUT].copy()
