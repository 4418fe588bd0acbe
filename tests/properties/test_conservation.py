"""Nothing is lost: tokens, work, machines and money, in any world, to 1e-9 of the larger side."""

from hypothesis import given

from jevons.market.scenario import Scenario
from tests.markets import lived
from tests.properties import accounts
from tests.properties.watched import Watched
from tests.properties.worlds import scenarios, scores, tried


@tried
@given(scenarios())
def test_demanded_tokens_are_served_or_unserved_for_every_kind_workload_and_provider(scenario: Scenario) -> None:
    accounts.tokens_are_served_or_unserved(lived(scenario))


@tried
@given(scenarios())
def test_work_that_is_served_has_run_on_somebodys_machines_within_their_capacity(scenario: Scenario) -> None:
    accounts.served_work_has_run_within_capacity(lived(scenario))


@tried
@given(scenarios(), scores())
def test_machines_are_on_order_waiting_in_service_or_retired(scenario: Scenario, draw: dict[str, float]) -> None:
    accounts.machines_are_on_order_waiting_in_service_or_retired(Watched(scenario, draw))


@tried
@given(scenarios(), scores())
def test_cash_changes_by_what_comes_in_and_goes_out(scenario: Scenario, draw: dict[str, float]) -> None:
    accounts.cash_changes_by_what_comes_and_goes(Watched(scenario, draw))


@tried
@given(scenarios())
def test_what_users_pay_by_the_token_is_what_providers_receive(scenario: Scenario) -> None:
    accounts.sales_by_the_token_are_paid(lived(scenario))


@tried
@given(scenarios())
def test_flat_fees_that_users_pay_are_those_that_providers_receive(scenario: Scenario) -> None:
    accounts.flat_fees_are_paid(lived(scenario))


@tried
@given(scenarios(), scores())
def test_rent_paid_is_rent_received_within_each_bloc(scenario: Scenario, draw: dict[str, float]) -> None:
    accounts.rents_are_paid_within_each_bloc(Watched(scenario, draw))


@tried
@given(scenarios(), scores())
def test_vendors_receive_what_buyers_pay_for_hardware(scenario: Scenario, draw: dict[str, float]) -> None:
    accounts.hardware_is_paid(Watched(scenario, draw))
