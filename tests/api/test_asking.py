"""From a request to a scenario: what is merged, what is the scenario's own, and what is refused."""

import pytest
from pydantic import ValidationError

from jevons.api.asking import LEAST_USERS, RunRequest, changed, scenario_of, shipped_scenario
from jevons.api.faults import RefusedError
from jevons.api.settings import Settings
from jevons.market.scenario import Scenario, load, shipped

SETTINGS = Settings()


def asked(**fields: object) -> Scenario:
    """The scenario that a request with these fields describes."""
    return scenario_of(RunRequest.model_validate(fields), SETTINGS)


def test_an_empty_request_is_the_baseline() -> None:
    assert asked(until="2035-12") == load("baseline")
    assert asked() == load("baseline").model_copy(update={"end": "2030-12"})


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_scenario_is_itself(name: str) -> None:
    assert asked(scenario=name, until="2035-12") == load(name)
    assert shipped_scenario(name, SETTINGS, None, None) == load(name)


def test_overrides_are_added_to_those_of_the_scenario() -> None:
    own = load("slower_horizon").overrides
    found = asked(scenario="slower_horizon", overrides={"prices.rivalry": 0.1}).overrides
    assert found == {**own, "prices.rivalry": 0.1}
    assert asked(scenario="slower_horizon", overrides={"capability.doubling_days": 150}).overrides == {
        "capability.doubling_days": 150.0
    }


def test_a_variant_that_is_not_named_stays_that_of_the_scenario() -> None:
    """The document sets one, the request another; the others stay mixed."""
    found = asked(scenario={"variants": {"investment": "returns"}}, variants={"horizon": "trend"}).variants
    assert (found.horizon, found.investment) == ("trend", "returns")
    assert (found.elasticity, found.uncounted) == ("mixed", "mixed")


def test_a_document_may_extend_a_shipped_scenario() -> None:
    found = asked(scenario={"extends": "slower_horizon", "overrides": {"prices.rivalry": 0.1}, "users": 700})
    assert found.overrides == {**load("slower_horizon").overrides, "prices.rivalry": 0.1}
    assert (found.name, found.description, found.users) == ("custom", "", 700)


def test_users_and_seed_of_the_request_come_before_those_of_the_document() -> None:
    found = asked(scenario={"users": 700, "seed": 4}, users=800)
    assert (found.users, found.seed) == (800, 4)


def test_a_document_is_the_scenario_that_a_file_would_be() -> None:
    document = {
        "name": "closed",
        "end": "2031-12",
        "bans": [{"provider": "google", "tier": "frontier", "start": "2027-06"}],
        "overrides": {"regions.us.pipeline_growth": {"2027-01": 1.2}},
    }
    assert asked(scenario=document) == Scenario.model_validate(document)


@pytest.mark.parametrize(
    ("document", "field", "allowed"),
    [
        ({"extends": "../secret.yaml"}, "scenario.extends", "one of baseline, "),
        ({"extends": 3}, "scenario.extends", "one of baseline, "),
        ({"usres": 700}, "scenario.usres", "fields name, description, "),
        ({"users": 700.0}, "scenario.users", "a whole number"),
        ({"users": True}, "scenario.users", "a whole number"),
        ({"seed": -1}, "scenario.seed", "0 to 9223372036854775807"),
        ({"end": "2030-13"}, "scenario.end", "'2030-13' is not a month"),
        ({"end": "2027-01"}, "scenario", "must follow each other"),
        ({"overrides": {"prices.rivalry": 2}}, "scenario.overrides.prices.rivalry", "0 to 1 fraction"),
        ({"overrides": {"prices.rivalri": 0.5}}, "scenario.overrides.prices.rivalri", "nearest: prices.rivalry"),
        ({"overrides": [1]}, "scenario.overrides", "must be a mapping"),
        ({"variants": {"horizon": "up"}}, "scenario.variants.horizon", "'trend', 'plateau', 'surge' or 'mixed'"),
        ({"variants": {"horizons": "up"}}, "scenario.variants.horizons", "fields investment, "),
        (
            {"bans": [{"provider": "google", "tier": "frontier", "start": "2027-01", "until": "2028-01"}]},
            "scenario.bans.0.until",
            "fields provider, tier, ",
        ),
    ],
)
def test_what_a_document_may_not_say_is_told_with_its_field(document: object, field: str, allowed: str) -> None:
    with pytest.raises(RefusedError) as caught:
        asked(scenario=document)
    (fault,) = caught.value.faults
    assert fault.field == field
    assert allowed in fault.allowed


@pytest.mark.parametrize(
    "fields",
    [
        {"scenario": "no_such"},
        {"scenario": "/etc/hostname"},
        {"scenario": 3},
        {"scenario": None},
        {"users": "700"},
        {"users": True},
        {"seed": 1.5},
        {"seed": float("nan")},
        {"series": ["spending"]},
        {"series": "spend"},
        {"overrides": {"prices.rivalry": float("nan")}},
        {"overrides": {"prices.rivalry": True}},
        {"colour": "blue"},
    ],
)
def test_what_a_request_may_not_say_is_refused_before_anything_is_read(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RunRequest.model_validate(fields)


def test_a_run_has_at_most_so_many_users_and_user_months() -> None:
    """96 months up to December 2030: 48,000 user-months are 500 users, and 47,999 too few for any."""
    assert scenario_of(RunRequest(users=500), Settings(most_user_months=48_000)).users == 500
    for users, settings in (
        (501, Settings(most_user_months=48_000)),
        (500, Settings(most_user_months=47_999)),
        (5001, SETTINGS),
        (LEAST_USERS - 1, SETTINGS),
    ):
        with pytest.raises(
            RefusedError, match=r"users: \d+ is not allowed; allowed: 500 to \d+, to be answered inline"
        ):
            scenario_of(RunRequest(users=users), settings)


def test_a_run_ends_where_the_question_does_where_the_document_says_or_where_it_is_told() -> None:
    assert asked().end == "2030-12"
    assert asked(scenario={"end": "2032-06"}).end == "2032-06"
    assert asked(scenario={"end": "2032-06"}, until="2031-01").end == "2031-01"
    frozen = {"freeze_efficiency": "2031-06", "stop_agents": "2028-01"}
    assert asked(scenario=frozen).freeze_efficiency is None
    assert asked(scenario=frozen).stop_agents == "2028-01"
    assert asked(scenario=frozen, until="2032-01").freeze_efficiency == "2031-06"
    with pytest.raises(RefusedError, match="until: '2029-01' is not allowed; allowed: 2030-12 to 2035-12"):
        asked(until="2029-01")


def test_a_change_keeps_what_it_does_not_name() -> None:
    base = load("two_markets")
    assert changed(base, {}) == base
    assert changed(base, {"seed": 5}) == base.model_copy(update={"seed": 5})
