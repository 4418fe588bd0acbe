"""The page of a fit says what its tables say, whatever they are, and needs nothing else."""

import re
from pathlib import Path

import pytest

from jevons.market.parameters.registry import uncertain
from jevons.studies.fit_page import write_fit_page
from tests.studies.checks.invented import PAIRS, Pair, fitted, found
from tests.studies.test_report import Nesting, read, words

pytestmark = pytest.mark.usefixtures("only_words")

CHARTS = {"fit_use", "fit_prices", "fit_money", "fit_machines", "pit", "contraction"}


def written(folder: Path, pairs: tuple[Pair, ...] = PAIRS, **planted: float) -> Nesting:
    """The page of planted findings."""
    folder.mkdir(exist_ok=True)
    findings = found(pairs, **planted)  # type: ignore[arg-type]
    write_fit_page(fitted(findings), findings, folder)
    return read(folder / "fit.html")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the usual findings and its charts."""
    folder = tmp_path_factory.mktemp("fit")
    written(folder)
    return folder


def test_the_page_and_a_picture_of_each_chart_are_written(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {"fit.html"} | {f"{name}.png" for name in CHARTS}


def test_the_page_asks_the_network_for_nothing(folder: Path) -> None:
    text = (folder / "fit.html").read_text(encoding="utf-8")
    assert "http:" not in text
    assert "https:" not in text
    assert "@import" not in text
    assert "<script" not in text
    local = {f"{name}.png" for name in CHARTS} | {"data:,"}
    assert {link for link in read(folder / "fit.html").links if not link.startswith("#")} == local


def test_the_page_is_well_formed_and_its_links_arrive(folder: Path) -> None:
    nesting = read(folder / "fit.html")
    assert len(set(nesting.identifiers)) == len(nesting.identifiers)
    assert {link[1:] for link in nesting.links if link.startswith("#")} <= set(nesting.identifiers)


def test_charts_follow_the_theme_and_are_named_for_a_screen_reader(folder: Path) -> None:
    text = (folder / "fit.html").read_text(encoding="utf-8")
    assert set(re.findall(r"var\(--([a-z]+)", text)) <= set(re.findall(r"--([a-z]+):", text))
    labels = re.findall(r'<svg role="img" aria-label="([^"]+)"', text)
    assert len(labels) == len(CHARTS)
    assert all(labels)


def test_the_headline_counts_series_facts_and_unknowns(folder: Path) -> None:
    """Four of seven series are judged by: all are within the factor, Meta AI's as its growth alone counts."""
    text = words(read(folder / "fit.html"))
    assert "within a factor of 1.4 of what was published for 100 % of the 4 series by which a fit is judged" in text
    assert "22 facts of 7 series, all published until 18 March 2026" in text
    assert f"4 of {len(uncertain())} unknowns were informed" in text


def test_the_headline_changes_with_the_data(tmp_path: Path) -> None:
    good = tuple(Pair(pair.series, pair.entity, [0.01] * 4) for pair in PAIRS[:3])
    bad = tuple(Pair(pair.series, pair.entity, [1.0] * 4) for pair in PAIRS[:3])
    met, lost = words(written(tmp_path / "good", good)), words(written(tmp_path / "bad", bad))
    assert "published for 100 % of the 2 series" in met
    assert "None of 3 series is missed by more than a factor of 1.4." in met
    assert "published for 0 % of the 2 series" in lost
    assert "3 of 3 series are missed" in lost


def test_bands_are_judged_by_what_they_hold(tmp_path: Path) -> None:
    narrow = tuple(Pair(pair.series, pair.entity, [0.6] * 12) for pair in PAIRS[:3])
    wide = tuple(Pair(pair.series, pair.entity, [0.01] * 12) for pair in PAIRS[:3])
    assert "they are narrower than they should be" in words(written(tmp_path / "narrow", narrow))
    assert "they are wider than they should be" in words(written(tmp_path / "wide", wide))


def test_the_worst_series_is_named_first_with_its_factor_and_direction(folder: Path) -> None:
    text = words(read(folder / "fit.html"))
    wrong = text[text.index("1 of 7 series are missed") :]
    assert wrong.index("Output price, DeepSeek chat") < wrong.index("lie outside of their 90 % bands")
    assert "off by a factor of 7.1 (median of 4 facts), the model too high (on average ×7.1)" in wrong
    assert "Worst: July 2024, published 40, modelled 400" in wrong


def test_facts_of_the_audit_are_told_and_without_any_the_page_says_so(folder: Path, tmp_path: Path) -> None:
    text = words(read(folder / "fit.html"))
    assert "4.2 standard deviations above what all other facts lead to expect; on a price list, flag1Dee" in text
    still = tuple(Pair(pair.series, pair.entity, pair.errors) for pair in PAIRS)
    assert "The audit found no fact" in words(written(tmp_path / "still", still))


def test_unknowns_that_no_data_told_of_are_listed_with_meaning_and_range(folder: Path) -> None:
    text = words(read(folder / "fit.html"))
    assert "They keep their declared ranges" in text
    assert "months by which a provider's mid tier trails its frontier tier" in text
    assert "demand.price_elasticity" in text


def test_an_unknown_that_only_moved_is_not_said_to_keep_its_range(folder: Path) -> None:
    """The last one moved by 0.8 and lost next to nothing."""
    text = words(read(folder / "fit.html"))
    assert f"Moved without getting narrower, in standard deviations of the range: {uncertain()[-1]} −0.8." in text


def test_a_surface_that_misses_its_runs_is_warned_of(folder: Path, tmp_path: Path) -> None:
    assert "Warning" not in words(read(folder / "fit.html"))
    assert "real runs miss the surface" in words(written(tmp_path / "far", strayed=4.0))


def test_forms_have_their_weights_before_and_after(folder: Path) -> None:
    text = words(read(folder / "fit.html"))
    assert "load-saturating providers order for the load they expect and the share of work that pays saturates" in text
    assert "25 %" in text
    assert "(weight 99 %)" in text


def test_provenance_is_told_in_words(folder: Path) -> None:
    text = words(read(folder / "fit.html"))
    assert "seed 7, drift memory 1.0" in text
    assert "1.2.3+abc" in text


def test_a_fit_whose_levels_are_all_open_is_told_without_bands(tmp_path: Path) -> None:
    nesting = written(tmp_path / "open", (Pair("monthly_active_users", "Meta AI", [1.0, 1.1, 1.2], free=True),))
    assert "No fact has a level that bands could be asked to hold." in nesting.text
    assert not (tmp_path / "open" / "pit.png").exists()


def test_the_same_fit_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    written(tmp_path / "again")
    assert (tmp_path / "again" / "fit.html").read_bytes() == (folder / "fit.html").read_bytes()
