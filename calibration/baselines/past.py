"""The past of one series and entity, as a baseline sees it: dated logarithms with their errors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


class PastError(ValueError):
    """Figures that no baseline can continue; the message is one line with what is allowed."""


@dataclass(frozen=True)
class Increments:
    """What happened between neighbouring points of a past; all three of shape (points - 1,).

    Attributes:
        changes: of ln value.
        years: between the two points, above zero.
        noise: variance that errors of publication add to the change: the sum of both points' squared errors.
    """

    changes: Array
    years: Array
    noise: Array


@dataclass(frozen=True)
class Past:
    """Points in order of time, no two at the same moment; all three of shape (points,), at least one point.

    Attributes:
        times: years.
        logs: ln of the figures.
        errors: one standard deviation of each figure's error of publication, in ln.
    """

    times: Array
    logs: Array
    errors: Array

    @classmethod
    def of(
        cls, times: Sequence[float] | Array, values: Sequence[float] | Array, errors: Sequence[float] | Array
    ) -> "Past":
        """The past that some figures tell, given in any order.

        Figures of one moment become one: the mean of their logarithms, with the root mean square of their errors.
        The error is not taken to shrink, since those who state one figure often rest on one another.

        Args:
            times: years, shape (figures,). values: above zero, in the series' own unit. errors: in ln, zero or above.

        Raises:
            PastError: there is no figure, the three differ in length, or one of them is out of its bounds.
        """
        when, what, doubt = (np.asarray(given, dtype=np.float64) for given in (times, values, errors))
        _check(when, what, doubt)
        moments, member = np.unique(when, return_inverse=True)
        count = np.bincount(member)
        return cls(
            times=moments,
            logs=np.bincount(member, np.log(what)) / count,
            errors=np.sqrt(np.bincount(member, doubt**2) / count),
        )

    def __len__(self) -> int:
        return len(self.times)

    @property
    def span(self) -> float:
        """Years from the first point to the last; zero for a single point."""
        return float(self.times[-1] - self.times[0])

    @property
    def growth(self) -> float:
        """Mean change of ln value a year, from the first point to the last; zero for a single point."""
        return float((self.logs[-1] - self.logs[0]) / self.span) if len(self) > 1 else 0.0

    def increments(self) -> Increments:
        """Changes between neighbouring points; empty for a single point."""
        variance = self.errors**2
        return Increments(np.diff(self.logs), np.diff(self.times), variance[1:] + variance[:-1])

    def latest(self, points: int) -> "Past":
        """The last so many points, or all where there are fewer."""
        return Past(self.times[-points:], self.logs[-points:], self.errors[-points:])

    def years_ahead(self, at: Array) -> Array:
        """Years from the last point to later times, shape of `at`.

        Raises:
            PastError: a time lies before the last point; a baseline continues a past and does not fill it in.
        """
        ahead: Array = np.asarray(at, dtype=np.float64) - self.times[-1]
        if not np.all(ahead >= 0.0):
            raise PastError(
                f"time {float(np.min(at)):g} lies before the last point of the past; allowed are times from "
                f"{self.times[-1]:g} on"
            )
        return ahead


def _check(times: Array, values: Array, errors: Array) -> None:
    """Refuse what has no logarithm, no date or no error."""
    if not times.shape == values.shape == errors.shape or times.ndim != 1 or times.size == 0:
        raise PastError(
            f"times, values and errors have the shapes {times.shape}, {values.shape} and {errors.shape}; "
            "they must be lists of the same length, of one figure or more"
        )
    if not np.isfinite(times).all():
        raise PastError(f"time {times[~np.isfinite(times)][0]:g} is no date; times must be finite years")
    wrong = ~(np.isfinite(values) & (values > 0.0))
    if wrong.any():
        raise PastError(
            f"value {values[wrong][0]:g} at {times[wrong][0]:g}; values must be finite and above zero, "
            "since baselines work in logarithms"
        )
    wrong = ~(np.isfinite(errors) & (errors >= 0.0))
    if wrong.any():
        raise PastError(f"error {errors[wrong][0]:g} at {times[wrong][0]:g}; errors must be finite and zero or above")
