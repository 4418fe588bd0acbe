import math
from dataclasses import fields, replace

import numpy as np
import pytest

from jevons.market.indices import RESOURCES, base_month, indices
from jevons.market.ledger import (
    COMMON,
    FACTORS,
    OWN,
    REGION,
    SELLER,
    Ledger,
    cell_factors,
    ledgers,
    parts_of,
    seller_kinds,
    shared_factors,
    users_and_pipelines,
)
from jevons.market.record import Record
from jevons.market.result import Result
from jevons.market.vocabulary import KINDS, PROVIDERS, REGIONS, TIERS, WORKLOADS, Flow

LN2 = math.log(2.0)
AMBIENT = WORKLOADS.index("ambient")
WHOLE, BY_REGION = np.ones((1, len(REGIONS))), np.eye(len(REGIONS))


def target(result: Result) -> int:
    return result.world.calendar.index(result.world.scenario.target_month)


def standing_still(result: Result) -> Record:
    """A record whose target month is its base month again, without ambient use."""
    month, last = base_month(result.world), target(result)
    copies = {f.name: getattr(result.record, f.name).copy() for f in fields(Record)}
    for array in copies.values():
        array[last] = array[month]
    for name in ("tokens", "tasks", "calls"):
        copies[name][:, :, AMBIENT] = 0.0
    return Record(**copies)


def split(result: Result, record: Record) -> dict[str, dict[str, float]]:
    found = ledgers(record, result.world, result.technology)
    return {resource: ledger.by_factor() for resource, ledger in found.items()}


def planted(result: Result, **times: float) -> dict[str, dict[str, float]]:
    """Ledgers of a market that stands still but for these arrays, multiplied in the target month."""
    record = standing_still(result)
    for name, factor in times.items():
        getattr(record, name)[target(result)] *= factor
    return split(result, record)


@pytest.fixture(scope="module")
def found(small_result: Result) -> dict[str, Ledger]:
    return ledgers(small_result.record, small_result.world, small_result.technology)


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_real_run_is_split_without_residual(small_result: Result, found: dict[str, Ledger], resource: str) -> None:
    need = indices(small_result.record, small_result.world, small_result.technology).need(resource)
    growth = need[target(small_result)] / need[base_month(small_result.world)]
    assert found[resource].total == pytest.approx(math.log(growth), abs=1e-12)
    assert abs(found[resource].residual) < 1e-9


@pytest.mark.parametrize("resource", RESOURCES)
def test_breakdowns_add_up_to_the_factors(found: dict[str, Ledger], resource: str) -> None:
    ledger = found[resource]
    by_factor = list(ledger.by_factor().values())
    assert list(ledger.by_factor()) == list(FACTORS)
    for parts, names in (
        (ledger.by_workload(), WORKLOADS),
        (ledger.by_tier(), TIERS),
        (ledger.by_kind(), KINDS),
    ):
        assert parts.shape == (len(FACTORS), len(names))
        assert parts.sum(axis=1) == pytest.approx(by_factor, abs=1e-12)
    assert sum(ledger.shares().values()) == pytest.approx(1.0)


@pytest.mark.parametrize("resource", RESOURCES)
def test_factors_multiply_to_the_need_of_a_month(small_result: Result, resource: str) -> None:
    run = (small_result.record, small_result.world, small_result.technology)
    known = indices(*run)
    for month in (base_month(small_result.world), target(small_result)):
        own = cell_factors(*run, month).prod(axis=0).sum()
        shared = shared_factors(*run, known, month)[resource]
        assert shared.shape == (len(COMMON),)
        assert own == pytest.approx(known.demanded[month], rel=1e-12)
        assert own * shared.prod() == pytest.approx(known.need(resource)[month], rel=1e-12)


def test_size_and_software_of_the_base_month_are_one(small_result: Result) -> None:
    run = (small_result.record, small_result.world, small_result.technology)
    shared = shared_factors(*run, indices(*run), base_month(small_result.world))["kwh"]
    assert shared[COMMON.index("model_size")] == pytest.approx(1.0, rel=1e-12)
    assert shared[COMMON.index("software")] == 1.0


def test_a_market_that_stands_still_moves_by_its_technology_alone(small_result: Result) -> None:
    moved = {name for name, part in planted(small_result)["usd"].items() if abs(part) > 1e-9}
    assert moved <= {"model_size", "software", "hardware", "uncounted", "resource_per_hour"}


@pytest.mark.parametrize(
    ("cause", "arrays"),
    [
        ("users", ("adopters", "tasks", "calls", "tokens")),
        ("tasks_per_pipeline", ("tasks", "calls", "tokens")),
        ("calls_per_task", ("calls", "tokens")),
        ("tokens_per_call", ("tokens",)),
    ],
)
def test_a_planted_cause_of_work_is_found_alone(small_result: Result, cause: str, arrays: tuple[str, ...]) -> None:
    fleet = ("work", "served", "inference", "serving_kwh")
    for parts in planted(small_result, **dict.fromkeys((*arrays, *fleet), 2.0)).values():
        assert parts[cause] == pytest.approx(LN2, abs=1e-9)
        assert all(abs(parts[other]) < 1e-9 for other in OWN if other != cause)
        assert abs(parts["utilisation"]) < 1e-9


def test_users_who_run_more_of_their_other_workloads_are_pipelines_per_user(small_result: Result) -> None:
    """More of the same users run it, and each pipeline does as much as before."""
    record, last = standing_still(small_result), target(small_result)
    workload = WORKLOADS.index("multi_agent")
    record.adopters[last, small_result.world.structure.pair_workload == workload] *= 1.01
    for name in ("tasks", "calls", "tokens"):
        getattr(record, name)[last, :, workload] *= 1.01
    ledger = ledgers(record, small_result.world, small_result.technology)["h100e_hours"]
    parts = dict(zip(FACTORS, ledger.by_workload()[:, workload], strict=True))
    assert parts["pipelines_per_user"] > 0
    assert all(abs(parts[other]) < 1e-12 for other in OWN if other != "pipelines_per_user")


def test_a_move_to_smaller_models_is_work_per_token(small_result: Result) -> None:
    """Half of each provider's frontier tokens go to its small tier: as many tokens, less work."""
    record, last = standing_still(small_result), target(small_result)
    names = small_result.world.structure.offer_names
    for provider in ("openai", "google"):
        large, small = names.index(f"{provider}/frontier"), names.index(f"{provider}/small")
        moved = 0.5 * record.tokens[last, :, :, large]
        record.tokens[last, :, :, large] -= moved
        record.tokens[last, :, :, small] += moved
    parts = split(small_result, record)["kwh"]
    assert parts["work_per_token"] < -0.01
    assert all(abs(parts[other]) < 1e-9 for other in OWN if other != "work_per_token")


def test_longer_contexts_are_work_per_token_of_output(small_result: Result) -> None:
    record, last = standing_still(small_result), target(small_result)
    record.tokens[last, ..., Flow.CONTEXT] *= 2.0
    ledger = ledgers(record, small_result.world, small_result.technology)["h100e_hours"]
    by_kind = dict(zip(KINDS, ledger.by_kind()[FACTORS.index("work_per_token")], strict=True))
    assert by_kind["output"] > 0.01
    assert by_kind["fresh"] == by_kind["cached"] == 0.0


@pytest.mark.parametrize(
    ("cause", "arrays", "resources"),
    [
        ("hardware", ("work", "served", "inference", "serving_kwh"), RESOURCES),
        ("uncounted", ("served", "inference", "serving_kwh"), RESOURCES),
        ("utilisation", ("inference", "serving_kwh"), RESOURCES),
        ("resource_per_hour", ("hour_cost",), ("usd",)),
        ("resource_per_hour", ("serving_kwh",), ("kwh",)),
    ],
)
def test_a_planted_cause_of_efficiency_is_found_alone(
    small_result: Result, cause: str, arrays: tuple[str, ...], resources: tuple[str, ...]
) -> None:
    still, changed = planted(small_result), planted(small_result, **dict.fromkeys(arrays, 2.0))
    for resource in RESOURCES:
        for factor in FACTORS:
            expected = LN2 if factor == cause and resource in resources else 0.0
            assert changed[resource][factor] - still[resource][factor] == pytest.approx(expected, abs=1e-9)


def test_better_software_is_found_alone(small_result: Result) -> None:
    """Twice the goodput on half of the fleet: the same, but for what a usual provider's practice brings anyway."""
    record = standing_still(small_result)
    goodput = np.full_like(small_result.technology.goodput, 0.3)
    still = replace(small_result.technology, goodput=goodput.copy())
    before = ledgers(record, small_result.world, still)["h100e_hours"].by_factor()
    goodput[target(small_result)] = 0.6
    record.served[target(small_result)] /= 2.0
    record.inference[target(small_result)] /= 2.0
    after = ledgers(record, small_result.world, replace(still, goodput=goodput))["h100e_hours"].by_factor()
    assert after["software"] - before["software"] == pytest.approx(-LN2)
    others = [abs(after[name] - before[name]) for name in after if name != "software"]
    assert max(others) < 1e-9


def test_a_usual_provider_s_practice_is_software(small_result: Result) -> None:
    """Engines, precision and caches make the base month's fleet write more, whatever goodput does."""
    record = standing_still(small_result)
    still = replace(small_result.technology, goodput=np.full_like(small_result.technology.goodput, 0.3))
    assert ledgers(record, small_result.world, still)["h100e_hours"].by_factor()["software"] < -0.1


def test_a_workload_that_appears_is_entered(small_result: Result) -> None:
    record, first = standing_still(small_result), base_month(small_result.world)
    for name in ("tokens", "tasks", "calls"):
        getattr(record, name)[first, :, WORKLOADS.index("coding_agent")] = 0.0
    ledger = ledgers(record, small_result.world, small_result.technology)["usd"]
    entered = ledger.by_workload()[FACTORS.index("entered")]
    assert entered[WORKLOADS.index("coding_agent")] > 0.01
    assert entered.sum() == entered[WORKLOADS.index("coding_agent")]
    assert abs(ledger.residual) < 1e-9


def test_ambient_use_has_one_user_and_one_pipeline(small_result: Result) -> None:
    month = base_month(small_result.world)
    for grouped in (WHOLE, BY_REGION):
        users, pipelines = users_and_pipelines(small_result.record, small_result.world, month, grouped)
        assert (users[:, AMBIENT] == 1.0).all()
        assert (pipelines[:, AMBIENT] == 1.0).all()


def test_a_workload_has_no_more_pipelines_than_users_it_is_made_for(small_result: Result) -> None:
    users, pipelines = users_and_pipelines(small_result.record, small_result.world, target(small_result), WHOLE)
    assert (pipelines > 0).all()
    assert (pipelines <= users * (1 + 1e-12)).all()


def test_no_shares_without_a_change() -> None:
    still = Ledger(1e-7, np.zeros((len(FACTORS), 1, len(WORKLOADS), len(TIERS), len(KINDS))), ("world",))
    assert still.shares() == {}


@pytest.mark.parametrize("divided", [REGION, SELLER])
@pytest.mark.parametrize("resource", RESOURCES)
def test_parts_add_up_to_the_world(small_result: Result, found: dict[str, Ledger], divided: str, resource: str) -> None:
    """Exactly, and with them what does not depend on how cells are cut: factors that all of them share."""
    run = (small_result.record, small_result.world, small_result.technology)
    ledger = ledgers(*run, divided=divided)[resource]
    assert ledger.parts == parts_of(divided)
    assert ledger.by_part().shape == (len(FACTORS), len(ledger.parts))
    assert ledger.total == found[resource].total
    assert abs(ledger.residual) < 1e-9
    assert sum(ledger.shares().values()) == pytest.approx(1.0)
    workloads = ledger.by_workload().sum(axis=0)
    np.testing.assert_allclose(workloads, found[resource].by_workload().sum(axis=0), atol=0.2 * abs(ledger.total))


def test_growth_of_one_region_is_found_there(small_result: Result) -> None:
    """Europe has twice as many users who do twice as much: nothing of it is counted elsewhere."""
    record, last, europe = standing_still(small_result), target(small_result), REGIONS.index("europe")
    for name in ("tasks", "calls", "tokens"):
        getattr(record, name)[last, europe] *= 2.0
    record.adopters[last][:, europe] *= 2.0
    ledger = ledgers(record, small_result.world, small_result.technology, divided=REGION)["h100e_hours"]
    users = ledger.by_part()[FACTORS.index("users")]
    assert users[europe] > 0.01
    np.testing.assert_allclose(np.delete(users, europe), 0.0, atol=1e-12)


def test_growth_of_one_kind_of_seller_is_found_there(small_result: Result) -> None:
    record, last = standing_still(small_result), target(small_result)
    structure, kinds = small_result.world.structure, np.array(seller_kinds())
    labs = parts_of(SELLER)[kinds[PROVIDERS.index("openai")]]
    theirs = kinds[structure.offer_provider] == parts_of(SELLER).index(labs)
    record.tokens[last][:, :, theirs] *= 2.0
    ledger = ledgers(record, small_result.world, small_result.technology, divided=SELLER)["h100e_hours"]
    grown = dict(zip(ledger.parts, ledger.by_part()[: len(OWN)].sum(axis=0), strict=True))
    assert max(grown, key=lambda name: grown[name]) == labs
    assert sum(grown.values()) > 0.01
    np.testing.assert_allclose([value for name, value in grown.items() if name != labs], 0.0, atol=1e-9)


def test_ledgers_of_neighbouring_windows_add_up(small_result: Result) -> None:
    """From the first month to the second and on to the third is from the first to the third."""
    run = (small_result.record, small_result.world, small_result.technology)
    first, last = base_month(small_result.world), target(small_result)
    middle = (first + last) // 2
    for resource in RESOURCES:
        early, late, whole = (
            ledgers(*run, months=months)[resource] for months in ((first, middle), (middle, last), (first, last))
        )
        assert early.total + late.total == pytest.approx(whole.total, abs=1e-12)
        assert max(abs(one.residual) for one in (early, late, whole)) < 1e-9


def test_a_world_is_not_divided_by_what_is_unknown(small_result: Result) -> None:
    with pytest.raises(ValueError, match="'planet' is not one of world, region, seller"):
        ledgers(small_result.record, small_result.world, small_result.technology, divided="planet")
