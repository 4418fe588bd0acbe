"""The report is one page that needs nothing else, and it is there whole or not at all."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

from jevons.studies import standalone
from jevons.studies.report import write_report
from jevons.studies.sentences import sentences
from jevons.studies.window import Window

CHARTS = {"verdicts", "ledger", "causes", "decides", "tokens", "prices", "capacity", "energy", "history"}
_VOID = {"meta", "link", "br", "img"}


class Nesting(HTMLParser):
    """Checks that every element is closed where it was opened; gathers identifiers, links and text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.identifiers: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)
        self.identifiers += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name in ("href", "src") and value]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.identifiers += [value for name, value in attrs if name == "id" and value]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: Path) -> Nesting:
    nesting = Nesting()
    nesting.feed(page.read_text(encoding="utf-8"))
    assert nesting.open == []
    return nesting


def words(nesting: Nesting) -> str:
    """The text of a page, with single spaces."""
    return re.sub(r"\s+", " ", nesting.text.replace("\N{NO-BREAK SPACE}", " "))


@pytest.fixture(scope="module")
def parameters() -> pd.DataFrame:
    """One harmless assumption and one that tries to be markup."""
    columns = ["path", "value", "unit", "meaning", "source"]
    rows = [("demand.price_elasticity", -0.4, "exponent", "<script>alert(1)</script>", "judgement")]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture(scope="module")
def page(ensemble: Any, parameters: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of forty invented runs."""
    out = tmp_path_factory.mktemp("report") / "out"
    facts = {"scenario": "baseline", "seed": "7"}
    return write_report(ensemble, out, history=ensemble.history, parameters=parameters, provenance=facts)


def test_the_page_and_a_picture_of_each_chart_are_written(page: Path) -> None:
    assert {path.name for path in page.parent.iterdir()} == {"report.html"} | {f"{name}.png" for name in CHARTS}


def test_the_page_asks_the_network_for_nothing(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "http:" not in text
    assert "https:" not in text
    assert "@import" not in text
    local = {f"{name}.png" for name in CHARTS} | {"data:,"}
    assert {link for link in read(page).links if not link.startswith("#")} == local


def test_the_page_is_well_formed_and_its_links_arrive(page: Path) -> None:
    nesting = read(page)
    assert len(set(nesting.identifiers)) == len(nesting.identifiers)
    assert {link[1:] for link in nesting.links if link.startswith("#")} <= set(nesting.identifiers)
    used = re.findall(r"(?:xlink:href=\"|url\()#([^\")]+)", page.read_text(encoding="utf-8"))
    assert used
    assert set(used) <= set(nesting.identifiers)


def test_the_answer_comes_first_and_the_verdicts_in_full(page: Path, ensemble: Any) -> None:
    text = read(page).text.replace("\N{NO-BREAK SPACE}", " ")
    said = sentences(ensemble.verdicts, Window())
    assert said.answer in text
    assert text.index(said.answer) < text.index("Rebound")
    assert said.rebound.partition(": ")[2][1:] in text


def test_words_from_outside_are_shown_not_run(page: Path) -> None:
    assert "<script" not in page.read_text(encoding="utf-8")
    assert "<script>alert(1)</script>" in read(page).text


def test_charts_follow_the_theme_of_the_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in text
    assert set(re.findall(r"var\(--([a-z]+)", text)) <= set(re.findall(r"--([a-z]+):", text))


def test_provenance_names_the_facts_given_and_the_versions(page: Path) -> None:
    text = read(page).text
    assert all(fact in text for fact in ("baseline", "numpy 2", "2026-03 to 2030-12", "2023-01 to 2035-12"))


def test_the_same_forecast_gives_the_same_bytes(
    page: Path, ensemble: Any, parameters: pd.DataFrame, tmp_path: Path
) -> None:
    facts = {"scenario": "baseline", "seed": "7"}
    again = write_report(ensemble, tmp_path / "b", history=ensemble.history, parameters=parameters, provenance=facts)
    assert again.read_bytes() == page.read_bytes()
    assert (again.parent / "tokens.png").read_bytes() == (page.parent / "tokens.png").read_bytes()


def test_one_run_is_reported_without_intervals(single: Any, tmp_path: Path) -> None:
    text = read(write_report(single, tmp_path / "one", history=single.history)).text
    assert "one run, so no interval" in text
    assert "±" not in text.partition("Provenance")[0]


def test_without_published_figures_the_page_says_so(single: Any, tmp_path: Path) -> None:
    written = write_report(single, tmp_path / "none", history=single.history.iloc[:0])
    assert "No published figure falls into the months of this forecast." in read(written).text
    assert not (written.parent / "history.png").exists()


def test_a_failure_half_way_leaves_nothing(single: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_at_prices(figure: Figure, path: Path) -> None:
        if path.stem == "prices":
            raise OSError("disk full")
        path.write_bytes(b"")

    monkeypatch.setattr(standalone, "save_png", fail_at_prices)
    with pytest.raises(OSError, match="disk full"):
        write_report(single, tmp_path / "out", history=single.history)
    assert list(tmp_path.iterdir()) == []


def test_a_forecast_that_ends_too_early_is_refused_with_the_month(single: Any, tmp_path: Path) -> None:
    short = replace(single, series=single.series[single.series["month"] < "2030-01-01"])
    with pytest.raises(ValueError, match="no month 2030-12"):
        write_report(short, tmp_path / "out", history=single.history)
