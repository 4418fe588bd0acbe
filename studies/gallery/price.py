"""Prices against load and cost: what sellers want for a token, and how far a list moves."""

import numpy as np

from jevons.market.pricing import kept_gain, set_prices
from jevons.market.vocabulary import Flow
from jevons.studies.gallery.response import Array, Axis, Line, Mark, Panel, Response
from jevons.studies.gallery.setting import buyable, reference, world
from jevons.studies.magnitude import factor

SELLERS = {"lab": "openai/frontier", "cloud": "amazon/mid", "commodity host": "open_hosts/mid"}
LOADS = np.geomspace(0.01, 20.0, 241)
GAINS = np.geomspace(1.0, 100.0, 201)
"""Cost of a seller's first list over that of today."""
BUSY = 0.9


def price() -> Response:
    """Price over technical cost against a seller's load, and over its first price as cost falls; no rivals."""
    markups = {name: _of_offer(buyable().offer_markup, offer) for name, offer in SELLERS.items()}
    lines = [Line(f"{name},\nmarkup {factor(m)}", LOADS, _list_prices(m, LOADS)) for name, m in markups.items()]
    target, lab = world().clearing.target_load, markups["lab"]
    passed = [Line(name, GAINS, _passed_on(_of_offer(buyable().offer_kept, offer))) for name, offer in SELLERS.items()]
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
        f"a month without a release brings {moved:.2f} times; of a tenth of its first cost a lab makes "
        f"{passed[0].at(10.0):.2f} of its first price, a commodity host {passed[2].at(10.0):.2f}",
        held="Solid: price that a seller wants, and sets for a new offer. Dashed: the list of a lab that had "
        "been at its "
        "target load. Below: at that load, after releases. No rivals; cost (above), markup and models held "
        "at December 2025.",
        panels=(
            Panel(*axes, tuple(lines), (Mark(f"target load {target:g}", target),)),
            Panel(
                Axis("cost of the first list over cost", log=True),
                Axis("Price over first price", "ratio", log=True),
                tuple(passed),
            ),
        ),
        source="market.pricing.set_prices",
    )


def _of_offer(column: Array, offer: str) -> float:
    return float(column[world().structure.offer_names.index(offer)])


def _passed_on(kept: float) -> Array:
    """Price over the first one that a seller wants as its cost falls."""
    return np.array([kept_gain(1.0 / gain, 1.0, kept) / gain for gain in GAINS])


def _list_prices(markup: float, loads: Array, before: float = 0.0, released: bool = True) -> Array:
    """Output price over its cost after a month at each load; the wanted one where there was none `before`."""
    n, rules = len(loads), world().prices
    prices = np.full((n, 3), before)
    set_prices(
        prices,
        np.ones((n, 3)),
        np.ones((n, 3)),
        np.zeros(n),
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
