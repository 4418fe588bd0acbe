"""Periods of published figures: from a name and a day to the first and the last day.

A figure of a period is known by one day, the last that it covers. Quarters, halves and years are counted back from
that day by whole months, so that fiscal ones come out right; an end of a month stays an end of a month.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final, Literal, get_args

Period = Literal["instant", "day", "week", "month", "quarter", "half_year", "nine_months", "year"]
PERIODS: Final[tuple[Period, ...]] = get_args(Period)

_MONTHS: Final[dict[Period, int]] = {"month": 1, "quarter": 3, "half_year": 6, "nine_months": 9, "year": 12}
_ONE_DAY: Final = timedelta(days=1)


def first_day(period: Period, last: date) -> date:
    """The first day of the period that ends on the day `last`.

    An instant and a day begin on that day; a week six days before it.
    """
    if period in ("instant", "day"):
        return last
    if period == "week":
        return last - 6 * _ONE_DAY
    return _months_before(last, _MONTHS[period]) + _ONE_DAY


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month: its last where `day` is the last of its own, or where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    length = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, length if is_last else min(day.day, length))


def period_name(start: date, end: date) -> str:
    """A period as people write it: `2025-03-14`, `2025-03`, `2025-Q1`, `2025`, else its first and last day."""
    if start == end:
        return start.isoformat()
    months = end.year * 12 + end.month - start.year * 12 - start.month + 1
    whole = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    if whole and months == 1:
        return f"{start:%Y-%m}"
    if whole and months == _MONTHS["quarter"] and start.month % _MONTHS["quarter"] == 1:
        return f"{start.year}-Q{end.month // _MONTHS['quarter']}"
    if whole and months == _MONTHS["year"] and start.month == 1:
        return str(start.year)
    return f"{start} to {end}"
