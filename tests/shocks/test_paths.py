"""After any shock: prices and orders do not swing, books close, nothing is negative and everything is a number."""

import numpy as np
import pytest

from tests.properties import accounts
from tests.properties.test_bounds import assert_numbers
from tests.shocks.shock import SHOCKS, lived

CALM_FROM = "2024-01"


@pytest.mark.parametrize("shock", SHOCKS)
def test_prices_do_not_swing(shock: str) -> None:
    """Lists close 6 % of a gap a month and up to 70 % at a release, of which there are a few a year for each seller:
    what is paid on average moves by less than 15 % a month (standard deviation), releases included.
    """
    run = lived(shock)
    first = run.world.calendar.index(CALM_FROM) if shock == "nothing" else run.first
    for name in ("price_paid", "rent"):
        assert np.diff(np.log(run.series[name][first:])).std() < 0.15, name


@pytest.mark.parametrize("shock", SHOCKS)
def test_orders_are_no_saw_tooth(shock: str) -> None:
    """A saw-tooth turns every month, noise about a trend in two months of three, a random walk in one of two."""
    change = np.diff(np.log(lived(shock).since("orders")))
    assert (change[1:] * change[:-1] < 0.0).mean() < 0.6
    assert np.corrcoef(change[1:], change[:-1])[0, 1] > -0.5


@pytest.mark.parametrize("shock", SHOCKS)
def test_books_close(shock: str) -> None:
    run = lived(shock)
    accounts.tokens_are_served_or_unserved(run.market)
    accounts.served_work_has_run_within_capacity(run.market)
    accounts.machines_are_on_order_waiting_in_service_or_retired(run)
    accounts.cash_changes_by_what_comes_and_goes(run)
    accounts.sales_by_the_token_are_paid(run.market)
    accounts.flat_fees_are_paid(run.market)
    accounts.rents_are_paid_within_each_bloc(run)
    accounts.hardware_is_paid(run)


@pytest.mark.parametrize("shock", SHOCKS)
def test_everything_is_a_number_and_none_is_negative(shock: str) -> None:
    run = lived(shock)
    assert_numbers(run.record)
    for name in ("ordered", "delivered", "installed", "fleet", "waiting", "outstanding", "queued", "price", "cash"):
        values = run.path(name)
        assert np.isfinite(values).all(), name
        assert (values >= 0.0).all(), name


@pytest.mark.parametrize("shock", [name for name in SHOCKS if name != "nothing"])
def test_nothing_happens_before_the_shock(shock: str) -> None:
    base, run = lived("nothing"), lived(shock)
    for name in ("tokens", "prices", "cash", "fleet", "order_value"):
        np.testing.assert_array_equal(getattr(run.record, name)[: run.first], getattr(base.record, name)[: run.first])
