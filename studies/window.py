"""The stretch of time that a verdict speaks about."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Window:
    """Base month t0 and end month t1 of the verdicts, each `YYYY-MM`.

    Raises:
        ValueError: the end does not come after the base.
    """

    base: str = "2026-03"
    end: str = "2030-12"

    def __post_init__(self) -> None:
        """Refuse a window without length."""
        if self.first >= self.last:
            raise ValueError(f"the end month {self.end} must come after the base month {self.base}")

    @property
    def first(self) -> pd.Timestamp:
        """First day of the base month."""
        return pd.Timestamp(f"{self.base}-01")

    @property
    def last(self) -> pd.Timestamp:
        """First day of the end month."""
        return pd.Timestamp(f"{self.end}-01")

    def __str__(self) -> str:
        """`March 2026 to December 2030`."""
        return f"{self.first:%B %Y} to {self.last:%B %Y}"
