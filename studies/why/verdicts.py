"""The yes-or-no verdicts that are explained: what is measured, and from where on the answer is yes."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Verdict:
    """A question with a measure.

    Attributes:
        column: of the table of verdicts. threshold: above it the answer is yes.
        log: whether the measure is a factor, told by its logarithm.
        yes, no: the answers in words.
    """

    column: str
    threshold: float
    log: bool
    yes: str
    no: str

    def holds(self, value: float) -> bool:
        """Whether the answer is yes; no where the measure is not defined."""
        return value > self.threshold


VERDICTS: Final = {
    "outrun": Verdict("growth_usd", 1.0, True, "demand outruns efficiency", "efficiency outruns demand"),
    "backfire": Verdict("rebound_usd", 1.0, False, "efficiency raises the total cost", "efficiency saves cost"),
    "scarce": Verdict("scarcity_share_5", 0.5, False, "most months are scarce", "most months are not scarce"),
}
