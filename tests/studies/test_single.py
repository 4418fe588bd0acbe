"""One run as a document: series at every month, the ledger, and twins that are asked for."""

import json
from functools import cache

import pytest

from jevons.market.indices import RESOURCES, short_name
from jevons.market.ledger import FACTORS
from jevons.market.outputs import SUMMARY
from jevons.market.scenario import Scenario
from jevons.studies.document import document
from jevons.studies.forecast import one_run
from jevons.studies.sentences import sentences
from jevons.studies.single import single_run
from jevons.studies.twins import TWINS
from jevons.studies.window import Window

SCENARIO = Scenario(name="small", users=500, end="2027-01", base_month="2026-03", target_month="2026-12")


@cache
def told(*twins: str) -> dict[str, object]:
    """The document of the small run with some twins, once through JSON."""
    said = single_run(SCENARIO, tuple(SUMMARY), twins) if twins else single_run(SCENARIO, tuple(SUMMARY))
    read: dict[str, object] = json.loads(json.dumps(said, allow_nan=False))
    assert read == said
    return read


def values(document: dict[str, object], name: str) -> dict[str, float]:
    """A series of a document, by month."""
    series = document["series"]
    assert isinstance(series, dict)
    found: dict[str, float] = series[name]["values"]
    return found


def test_every_series_is_told_at_every_month() -> None:
    """January 2023 to January 2027: 49 months."""
    for name in SUMMARY:
        assert list(values(told(), name)) == list(SCENARIO.calendar.months)
    assert len(values(told(), "spend")) == 49


def test_it_is_what_one_run_and_its_document_say() -> None:
    """The command line's document tells the same at its few months, the verdicts and the manifest."""
    found = one_run(SCENARIO)[1]
    said = sentences(found.verdicts, Window(SCENARIO.base_month, SCENARIO.target_month))
    other = document(found, SCENARIO, said)
    for name in ("scenario", "runs", "answer", "warning", "sentences", "above_one", "verdicts", "manifest"):
        assert told(*TWINS)[name] == other[name], name
    for name in SUMMARY:
        for month, value in values(other, name).items():
            assert values(told(), name)[month] == value


def test_twins_that_are_not_run_change_nothing_that_is_told_without_them() -> None:
    alone, all_ = told()["verdicts"], told(*TWINS)["verdicts"]
    assert isinstance(alone, dict)
    assert isinstance(all_, dict)
    assert set(alone) < set(all_)
    assert {name: all_[name] for name in alone} == alone
    assert "caused_agents" in set(all_) - set(alone)


def test_the_ledger_has_every_factor_of_every_resource() -> None:
    ledger = told()["ledger"]
    assert isinstance(ledger, dict)
    assert list(ledger) == [short_name(resource) for resource in RESOURCES]
    for factors in ledger.values():
        assert list(factors) == list(FACTORS)


def test_a_run_without_the_efficiency_twin_has_no_verdict() -> None:
    with pytest.raises(KeyError):
        single_run(SCENARIO, (), ("agents",))


def test_a_series_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError, match="spending"):
        single_run(SCENARIO, ("spending",))
