"""The fitted ensemble: read as it was written, drawn from by seed, and refused in one line."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jevons.agents.population import simulate
from jevons.calibration.fit.worlds import history
from jevons.calibration.fitted import ABOUT_FILE, MEMBERS_FILE, Fitted, FittedError, load_fitted, write_fitted
from jevons.market.parameters.registry import uncertain
from jevons.market.variants import Variants
from jevons.runs.design import Member, member_seed
from jevons.runs.stored import FORM

NAMES = list(uncertain())
COUNT = 12


def worlds() -> pd.DataFrame:
    """12 worlds, the first score of each its number; of two forms in turn."""
    scores = np.random.default_rng(1).normal(size=(COUNT, len(NAMES))).astype(np.float32)
    scores[:, 0] = np.arange(COUNT)
    table = pd.DataFrame(scores, columns=NAMES)
    table.insert(0, FORM + "investment", ["load", "returns"] * (COUNT // 2))
    return table


FITTED = Fitted(worlds(), {"until": "2026-03-18", "scores": {"coverage90": 0.9}, "not_reconciled": []})


def number_of(member: Member) -> int:
    """Which world a member is."""
    return int(member.draw[NAMES[0]])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the ensemble is written."""
    write_fitted(FITTED, tmp_path)
    return tmp_path


def refused(folder: Path) -> str:
    """What is said of an ensemble that cannot be used: a single line."""
    with pytest.raises(FittedError) as caught:
        load_fitted(folder)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_what_is_written_is_read(folder: Path) -> None:
    found = load_fitted(folder)
    pd.testing.assert_frame_equal(found.worlds, FITTED.worlds, check_exact=True)
    assert found.about == FITTED.about
    assert {path.name for path in folder.iterdir()} == {MEMBERS_FILE, ABOUT_FILE}


def test_the_same_ensemble_is_written_in_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    write_fitted(load_fitted(folder), again)
    for name in (MEMBERS_FILE, ABOUT_FILE):
        assert (again / name).read_bytes() == (folder / name).read_bytes()


def test_what_is_no_number_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_fitted(Fitted(worlds(), {"coverage90": float("nan")}), tmp_path)


def test_a_member_is_a_world_with_its_scores_and_forms(folder: Path) -> None:
    table = load_fitted(folder).worlds
    for place, member in enumerate(load_fitted(folder).members(5, COUNT)):
        assert member.number == place
        assert member.seed == member_seed(5, place)
        assert list(member.draw) == NAMES
        world = table.loc[number_of(member)]
        assert list(member.draw.values()) == [float(world[name]) for name in NAMES]
        assert member.forms == {"investment": world[FORM + "investment"]}


@pytest.mark.parametrize("more", [6, 12, 13, 40])
def test_first_members_stay_the_same_however_many_follow(more: int) -> None:
    assert FITTED.members(3, more)[:5] == FITTED.members(3, 5)


def test_each_world_is_used_once_before_any_is_used_again() -> None:
    used = [number_of(member) for member in FITTED.members(3, COUNT)]
    assert sorted(used) == list(range(COUNT))
    assert used != sorted(used)


def test_more_members_than_worlds_have_the_same_worlds_with_other_luck() -> None:
    members = FITTED.members(3, 2 * COUNT + 5)
    for first, again in zip(members, members[COUNT:], strict=False):
        assert (first.draw, first.forms) == (again.draw, again.forms)
        assert first.seed != again.seed
    assert len({member.seed for member in members}) == len(members)


def test_another_seed_takes_worlds_in_another_order() -> None:
    orders = {tuple(number_of(member) for member in FITTED.members(seed, COUNT)) for seed in range(5)}
    assert len(orders) == 5
    assert FITTED.members(4, 3) == FITTED.members(4, 3)


def test_an_ensemble_has_members() -> None:
    with pytest.raises(ValueError, match="at least 1 member; got 0"):
        FITTED.members(1, 0)


def test_a_missing_manifest_is_named(folder: Path) -> None:
    (folder / ABOUT_FILE).unlink()
    assert refused(folder) == f"{folder / ABOUT_FILE}: no such file; `jevons calibrate` makes it"


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path) == f"{tmp_path / MEMBERS_FILE}: no such file; `jevons calibrate` makes it"


@pytest.mark.parametrize(
    ("name", "content"),
    [(MEMBERS_FILE, b""), (MEMBERS_FILE, b"PAR1 and no more"), (ABOUT_FILE, b"{"), (ABOUT_FILE, b"\xff\xfe")],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    assert refused(folder) == f"{folder}: {MEMBERS_FILE} or {ABOUT_FILE} cannot be read; `jevons calibrate` makes them"


def test_half_a_table_is_refused(folder: Path) -> None:
    whole = (folder / MEMBERS_FILE).read_bytes()
    (folder / MEMBERS_FILE).write_bytes(whole[: len(whole) // 2])
    assert "cannot be read" in refused(folder)


def test_a_table_whose_pages_are_damaged_is_refused(folder: Path) -> None:
    whole = bytearray((folder / MEMBERS_FILE).read_bytes())
    whole[4:60] = bytes(56)
    (folder / MEMBERS_FILE).write_bytes(bytes(whole))
    assert "cannot be read" in refused(folder)


def test_other_unknowns_are_refused_by_name(tmp_path: Path) -> None:
    """One is gone, two are new; three at most are named."""
    write_fitted(Fitted(worlds().drop(columns=NAMES[3]).copy().assign(zeta=0.0, omega=0.0), {}), tmp_path)
    others = ", ".join(sorted([NAMES[3], "omega", "zeta"]))
    assert refused(tmp_path) == f"{tmp_path}/{MEMBERS_FILE}: made for other unknowns ({others}): calibrate again"
    write_fitted(Fitted(worlds()[[FORM + "investment"]], {}), tmp_path)
    assert re.search(r"\((\S+, ){2}\S+\): calibrate again$", refused(tmp_path))


def test_a_refusal_is_not_remembered(tmp_path: Path) -> None:
    refused(tmp_path)
    write_fitted(FITTED, tmp_path)
    assert len(load_fitted(tmp_path).worlds) == COUNT


def test_in_hardly_a_fitted_world_the_largest_maker_comes_to_a_stop() -> None:
    """No quarter ever had less than three tenths of the one before; orders once stopped in a third of worlds."""
    stops = 0
    for member in load_fitted().members(1, 24):
        scenario = history(500, last="2026-12").model_copy(update={"variants": Variants.model_validate(member.forms)})
        run = simulate(scenario, seed=member.seed, draw=member.draw)
        made = run["deliveries"].sel(vendor="nvidia").to_numpy()[24:]
        quarters = made.reshape(-1, 3).sum(axis=1)
        stops += bool((quarters[1:] < 0.3 * quarters[:-1]).any())
    assert stops <= 2
