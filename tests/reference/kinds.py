"""Kinds: users of one segment, region and value type, doing one piece of work, share these constants."""

from dataclasses import dataclass

from jevons.agents.shown import ClassTerms, PairTerms
from jevons.agents.users import TYPES
from jevons.market.vocabulary import REGIONS


@dataclass
class Kind:
    """Constants of a class and of its (segment, workload) pair, as in `ClassTerms` and `PairTerms`."""

    number: int
    pair: int
    region: int
    workload: int
    score0: float
    spread: float
    oversight: float
    rate: float
    surplus_ref: float
    ceiling: float
    uses_exponent: float
    usual_price: float
    hazard_p: float
    hazard_q: float
    abandon: float
    autonomous: float
    attention: float
    delegable: float


def kind_number(pair: int, region: int, value_type: int) -> int:
    """Place of a kind among all."""
    return (pair * len(REGIONS) + region) * TYPES + value_type


def build_kinds(terms: ClassTerms, pairs: PairTerms) -> list[Kind]:
    """All kinds, in the order of the class terms."""
    kinds = []
    for pair in range(len(pairs.workload)):
        shared = {name: column[pair].item() for name, column in pairs._asdict().items()}
        for region in range(len(REGIONS)):
            for value_type in range(TYPES):
                number = kind_number(pair, region, value_type)
                own = {name: column[number].item() for name, column in terms._asdict().items()}
                kinds.append(Kind(number, pair, region, **shared, **own))
    return kinds
