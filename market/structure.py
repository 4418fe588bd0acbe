"""The fixed shape of the market: which offers, classes and feeds exist, as index arrays."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from jevons.market import catalogue
from jevons.market.calendar import month_number
from jevons.market.vocabulary import (
    AGENTIC,
    FLAT_RATE,
    LOCAL_PROVIDER,
    PROVIDERS,
    REGIONS,
    SEGMENTS,
    TIERS,
    WORKLOADS,
)

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

BLOCS = 2
"""Leases, spilled work, rivalry and sites stay within China (bloc 1) or outside it (bloc 0)."""
REGION_BLOC = np.array([int(region == "china") for region in REGIONS])

# Nodes and weights of the three-point Gauss-Hermite rule: exact for moments of a normal up to the fifth.
VALUE_NODES = np.array([-np.sqrt(3.0), 0.0, np.sqrt(3.0)])
VALUE_WEIGHTS = np.array([1.0, 4.0, 1.0]) / 6.0


@dataclass(frozen=True)
class Structure:
    """Index arrays of the market. Offers are (provider, tier) pairs; pairs are (segment, workload) pairs."""

    offer_provider: Ints
    offer_tier: Ints
    offer_first_month: Ints
    pair_segment: Ints
    pair_workload: Ints
    segment_first_pair: Ints
    plans: Bools
    executes: Bools
    agentic: Bools
    flat_rate: Bools
    surface: Ints
    home: Ints
    bloc: Ints
    start_month: Ints
    sample_share: npt.NDArray[np.float64]

    @property
    def offers(self) -> int:
        """Number of offers."""
        return len(self.offer_provider)

    @cached_property
    def own_machine(self) -> Bools:
        """Whether an offer is a model on the user's own machine, (offers,)."""
        return np.asarray(self.offer_provider == LOCAL_PROVIDER)

    @property
    def offer_names(self) -> tuple[str, ...]:
        """`provider/tier` of each offer."""
        pairs = zip(self.offer_provider, self.offer_tier, strict=True)
        return tuple(f"{PROVIDERS[p]}/{TIERS[q]}" for p, q in pairs)


@lru_cache(maxsize=1)
def load_structure() -> Structure:
    """Read the market's shape from the catalogue.

    Raises:
        jevons.market.catalogue.CatalogueError: a list in the catalogue names something unknown.
    """
    providers, workloads, segments = (catalogue.load(t) for t in ("providers", "workloads", "segments"))
    offers = [
        (p, TIERS.index(tier))
        for p, name in enumerate(PROVIDERS)
        for tier in _names(providers, name, "tiers_sold")
        if tier in TIERS
    ]
    first = {p: _first_month(providers, name) for p, name in enumerate(PROVIDERS)}
    pairs = [
        (s, w)
        for s, segment in enumerate(SEGMENTS)
        for w, workload in enumerate(WORKLOADS)
        if segment in _names(workloads, workload, "segments")
    ]
    pair_segment = np.array([s for s, _ in pairs])
    home = np.array([REGIONS.index(providers.text(p, "region")) for p in PROVIDERS if p != "local"] + [-1])
    return Structure(
        offer_provider=np.array([p for p, _ in offers]),
        offer_tier=np.array([q for _, q in offers]),
        offer_first_month=np.array([first[p] for p, _ in offers]),
        pair_segment=pair_segment,
        pair_workload=np.array([w for _, w in pairs]),
        segment_first_pair=np.searchsorted(pair_segment, np.arange(len(SEGMENTS) + 1)),
        plans=_tier_mask(workloads, "planning_tiers"),
        executes=_tier_mask(workloads, "execution_tiers"),
        agentic=np.isin(WORKLOADS, AGENTIC),
        flat_rate=np.isin(WORKLOADS, FLAT_RATE),
        surface=np.array([{"chat": 0, "ambient": 1}.get(w, 2) for w in WORKLOADS]),
        home=home,
        bloc=(home == REGIONS.index("china")).astype(np.int64),
        start_month=np.array([month_number(workloads.text(w, "start_month")) for w in WORKLOADS]),
        sample_share=np.array([segments.number(s, "sample_share") for s in SEGMENTS]),
    )


def _names(table: catalogue.Table, entity: str, parameter: str) -> tuple[str, ...]:
    return tuple(table.text(entity, parameter).split("|"))


def _first_month(table: catalogue.Table, provider: str) -> int:
    return month_number(table.text(provider, "first_offer_month"))


def _tier_mask(table: catalogue.Table, parameter: str) -> Bools:
    return np.array([[tier in _names(table, w, parameter) for tier in TIERS] for w in WORKLOADS])


def sums(group: Ints, values: npt.NDArray[np.float64], groups: int) -> npt.NDArray[np.float64]:
    """Sum of values by group, (groups,)."""
    return np.bincount(group, values, groups).astype(np.float64, copy=False)
