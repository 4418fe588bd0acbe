"""Every published series has an operator or a reason for having none, and never both."""

from fnmatch import fnmatchcase

from jevons.calibration.evidence import load_evidence
from jevons.calibration.operators import OPERATORS
from jevons.calibration.unused import load_unused, reason_unused

READ = {(operator.series, operator.entity) for operator in OPERATORS}


def test_every_pair_has_an_operator_or_a_reason() -> None:
    """Those with facts to fit, and all others as well."""
    silent = {
        (row.series, row.entity)
        for row in load_evidence()
        if (row.series, row.entity) not in READ and reason_unused(row.series, row.entity) is None
    }
    assert silent == set()


def test_no_pair_has_both() -> None:
    assert {pair for pair in READ if reason_unused(*pair) is not None} == set()


def test_a_pair_has_one_reason() -> None:
    for series, entity in {(row.series, row.entity) for row in load_evidence()} - READ:
        fitting = [one for one in load_unused() if one.series == series and fnmatchcase(entity, one.entity)]
        assert len(fitting) == 1, (series, entity, fitting)


def test_every_line_speaks_of_a_row() -> None:
    pairs = {(row.series, row.entity) for row in load_evidence()}
    for one in load_unused():
        assert any(one.series == series and fnmatchcase(entity, one.entity) for series, entity in pairs), one


def test_reasons_are_said_in_words_and_without_a_full_stop() -> None:
    for one in load_unused():
        assert len(one.reason.split()) >= 3
        assert one.reason == one.reason.strip().rstrip(".")


def test_one_entity_of_a_series_may_be_read_and_another_not() -> None:
    assert reason_unused("revenue_run_rate", "OpenAI") is None
    assert reason_unused("revenue_run_rate", "Cohere") == "one of several sellers that the model holds as a group"
    assert "one list" in str(reason_unused("gpu_rental_price_h100_ondemand", "Lambda 8x H100 SXM (on-demand list)"))
    assert reason_unused("gpu_rental_price_h100_ondemand", "specialised clouds, median of lists") is None


def test_what_nobody_knows_has_no_reason() -> None:
    assert reason_unused("tokens_dreamt_of", "sheep") is None
