"""Dated rules of states: what may be sold where, and which duties users and sellers have."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from jevons.market.catalogue.sheet import one_of
from jevons.market.vocabulary import REGIONS

EFFECTS: Final = ("ban", "allow", "licence", "suspension", "duty")


@dataclass(frozen=True)
class Rule:
    """A line of rules.csv.

    Attributes:
        rule: short name, unique.
        date: first day in force, `YYYY-MM-DD`.
        jurisdiction: region whose state made it.
        region: region where it binds.
        effect: `ban` and `allow` decide what may be delivered; the others are for people and policies.
        vendors: vendors it is about, separated by `|`; empty for all.
        systems: systems it is about, separated by `|`; empty for all.
        basis: `source` or `judgement`.
        source: publication.
        url: its address.
        note: what it says.
    """

    rule: str
    date: str
    jurisdiction: str
    region: str
    effect: str
    vendors: str
    systems: str
    basis: str
    source: str
    url: str
    note: str

    def __post_init__(self) -> None:
        """Refuse a date that is none and words outside the closed sets.

        Raises:
            ValueError: with what is allowed.
        """
        date.fromisoformat(self.date)
        one_of("jurisdiction", self.jurisdiction, REGIONS)
        one_of("region", self.region, REGIONS)
        one_of("effect", self.effect, EFFECTS)
        one_of("basis", self.basis, ("source", "judgement"))

    def about(self, vendor: str, system: str) -> bool:
        """Whether it speaks of a product."""
        return _named(self.vendors, vendor) and _named(self.systems, system)


def may_deliver(rules: Iterable[Rule], vendor: str, system: str, region: str, month: str) -> bool:
    """Whether a product may be delivered to a region in a month.

    The last rule of each jurisdiction that speaks of the product decides for it; all must agree.

    Args:
        rules: in order of date.
        vendor: who makes it.
        system: the product.
        region: where it would go.
        month: `YYYY-MM`; a rule holds for the whole of the month it starts in.
    """
    last: dict[str, str] = {}
    for rule in rules:
        binds = rule.region == region and rule.date[:7] <= month
        if rule.effect in ("ban", "allow") and binds and rule.about(vendor, system):
            last[rule.jurisdiction] = rule.effect
    return "ban" not in last.values()


def _named(names: str, name: str) -> bool:
    return not names or name in names.split("|")
