"""Worlds at random: any scenario that is allowed, however odd."""

import math
import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from jevons.market.calendar import month_name, month_number
from jevons.market.parameters.declare import Declaration
from jevons.market.parameters.registry import addresses, uncertain
from jevons.market.scenario import Scenario
from jevons.market.structure import load_structure
from jevons.market.vocabulary import REGIONS

EXAMPLES = int(os.environ.get("JEVONS_EXAMPLES", "8"))
"""Worlds that each property meets: few and always the same by default; `JEVONS_EXAMPLES=300` looks harder."""

tried = settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES == 8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

FIRST = month_number("2023-01")


def numbers(declaration: Declaration) -> st.SearchStrategy[float]:
    """Numbers within the bounds of a declaration, ends included; of every size where bounds span many."""
    low, high = declaration.bounds
    plain = st.floats(low, high, allow_subnormal=False)
    if high <= 0.0 or high / max(low, high * 1e-6) < 100.0:
        return plain
    small = math.log(max(low, high * 1e-6))
    sizes = st.floats(small, math.log(high)).map(lambda x: min(max(math.exp(x), low), high))
    return st.one_of(sizes, sizes, plain)


@st.composite
def overrides(draw: st.DrawFn) -> dict[str, float]:
    """Up to twenty parameters, each anywhere within its bounds."""
    known, number = addresses(), draw(st.integers(0, 20))
    paths = draw(st.lists(st.sampled_from(sorted(known)), min_size=number, max_size=number, unique=True))
    return {path: draw(numbers(known[path].declaration)) for path in paths}


@st.composite
def bans(draw: st.DrawFn, last: int) -> dict[str, str | None]:
    """An offer closed from some month on, for good or for a time, somewhere or everywhere."""
    provider, tier = draw(st.sampled_from(load_structure().offer_names)).split("/")
    start = draw(st.integers(0, last))
    end = draw(st.one_of(st.none(), st.integers(start, last)))
    return {
        "provider": provider,
        "tier": tier,
        "region": draw(st.one_of(st.none(), st.sampled_from(REGIONS))),
        "start": month_name(FIRST + start),
        "end": None if end is None else month_name(FIRST + end),
    }


@st.composite
def scenarios(draw: st.DrawFn, longest: int = 96) -> Scenario:
    """A scenario of 500 to 1,500 users that ends within so many months."""
    last = draw(st.integers(6, longest))
    base = draw(st.integers(1, last - 1))
    freeze = draw(st.one_of(st.none(), st.none(), st.integers(0, last)))
    return Scenario(
        users=draw(st.integers(500, 1500)),
        seed=draw(st.integers(0, 2**63 - 1)),
        end=month_name(FIRST + last),
        base_month=month_name(FIRST + base),
        target_month=month_name(FIRST + draw(st.integers(base + 1, last))),
        overrides=draw(overrides()),
        bans=draw(st.lists(bans(last), max_size=3)),
        freeze_efficiency=None if freeze is None else month_name(FIRST + freeze),
    )


def scores() -> st.SearchStrategy[dict[str, float]]:
    """Standard normal scores of the uncertain parameters, as an ensemble draws them."""
    return st.fixed_dictionaries({name: st.floats(-3.0, 3.0) for name in uncertain()})
