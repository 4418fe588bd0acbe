"""Datasets have their licence and credit on record, and no row of one is without."""

from dataclasses import replace

import pytest

from jevons.calibration.evidence import Observation, load_evidence
from jevons.calibration.licences import licence_of, load_licences


def registered(row_id: str) -> Observation:
    return next(row for row in load_evidence() if row.id == row_id)


def test_every_row_of_a_dataset_has_a_licence() -> None:
    rows = [row for row in load_evidence() if row.origin == "dataset"]
    assert len(rows) == 308 + 1  # and our total of the makers' chips, all of whose parts are such rows
    assert [row.id for row in rows if licence_of(row) is None] == []


def test_every_licence_says_whom_to_credit_and_what_is_taken() -> None:
    for one in load_licences():
        assert all((one.source, one.licence, one.attribution, one.taken)), one
        assert one.url.startswith("https://")


def test_every_licence_has_rows_and_none_hides_another() -> None:
    used = {licence_of(row) for row in load_evidence()}
    assert set(load_licences()) <= used


@pytest.mark.parametrize(
    ("row_id", "licence"),
    [("obs0433", "CC BY 4.0"), ("obs2206", "public domain"), ("obs0472", "none stated"), ("obs2754", "MIT")],
)
def test_known_rows_have_their_licence(row_id: str, licence: str) -> None:
    found = licence_of(registered(row_id))
    assert found is not None
    assert licence in found.licence


def test_another_address_has_no_licence_on_record() -> None:
    assert licence_of(replace(registered("obs0433"), url="https://example.org/")) is None
