"""The page of a hindcast says who won, by how much, and where the model lost."""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from jevons.studies.hindcast_page import write_hindcast_page
from tests.studies.checks.invented import RIGHT, tables_of
from tests.studies.test_report import Nesting, read, words

pytestmark = pytest.mark.usefixtures("only_words")

ABOUT = {"origins": ["2025-03-31", "2025-06-30"], "plan": {"worlds": 7, "ranges": "wide"}, "code": "0.1+abc"}
CHARTS = {"scored", "beaten", "covered"}
Errors = Mapping[tuple[str, str], float]


def written(folder: Path, errors: Errors | None = None, wide: bool = True) -> Nesting:
    """The page of a model with planted errors."""
    folder.mkdir(exist_ok=True)
    write_hindcast_page(tables_of(errors, wide), ABOUT, folder)
    return read(folder / "hindcast.html")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a good model."""
    folder = tmp_path_factory.mktemp("hindcast")
    written(folder)
    return folder


def test_the_page_and_a_picture_of_each_chart_are_written(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {"hindcast.html"} | {f"{name}.png" for name in CHARTS}


def test_the_page_needs_nothing_else_and_its_links_arrive(folder: Path) -> None:
    text, nesting = (folder / "hindcast.html").read_text(encoding="utf-8"), read(folder / "hindcast.html")
    assert not re.search(r"https?:|@import|<script", text)
    assert {link for link in nesting.links if not link.startswith("#")} == {f"{one}.png" for one in CHARTS} | {"data:,"}
    assert {link[1:] for link in nesting.links if link.startswith("#")} <= set(nesting.identifiers)
    assert len(set(nesting.identifiers)) == len(nesting.identifiers)


def test_charts_are_named_for_a_screen_reader(folder: Path) -> None:
    text = (folder / "hindcast.html").read_text(encoding="utf-8")
    labels = re.findall(r'<svg role="img" aria-label="([^"]+)"', text)
    assert labels == [
        "Over all horizons the model ranks 1 of 4 methods",
        "Better than ‘no change’ on 3 of 3 series, worse on 0",
        "The model&#x27;s 50 % intervals hold 100 % of figures, its 90 % ones 100 %",
    ]


def test_a_model_that_beats_the_baselines_is_said_to_with_its_interval(folder: Path) -> None:
    """It misses by 0.1, 0.1 and 0.05 where no change misses by 0.5, at every horizon alike."""
    text = words(read(folder / "hindcast.html"))
    skill = 1 - (0.1 + 0.1 + 0.05) / 3 / 0.5
    assert "The model's forecasts beat ‘no change’, the better of the two simple baselines" in text
    assert f"skill {skill:.2f} (90 % bootstrap interval" in text
    assert "On none of 3 series is the model worse than ‘no change’." in text


def test_a_model_that_loses_everywhere_is_said_to(tmp_path: Path) -> None:
    text = words(written(tmp_path / "bad", dict.fromkeys(RIGHT, 1.2)))
    assert "The model's forecasts lose to ‘no change’" in text
    assert "On 3 of 3 series the model is worse than ‘no change’. There its forecasts are too high on 3." in text


def test_a_model_that_wins_here_and_loses_there_cannot_be_told_apart(tmp_path: Path) -> None:
    errors = {("capex", "Meta"): 0.1, ("revenue_run_rate", "OpenAI"): 0.9, ("datacenter_revenue", "AMD"): -0.5}
    assert "cannot be told apart from ‘no change’" in words(written(tmp_path / "even", errors))


def test_series_that_are_lost_are_named_from_the_worst_on(tmp_path: Path) -> None:
    errors = {**RIGHT, ("capex", "Amazon"): -0.9, ("flagship_price_output", "DeepSeek (chat)"): -1.5}
    text = words(written(tmp_path / "some", errors))
    wrong = text[text.index("On 2 of 5 series") :]
    assert wrong.index("Output price, DeepSeek chat") < wrong.index("Capital spending, Amazon")
    assert "Capital spending, Meta" not in wrong
    assert "against 0.57 of ‘no change’. Forecasts below the published" in wrong


def test_narrow_intervals_are_called_so(folder: Path, tmp_path: Path) -> None:
    assert "too narrow" not in words(read(folder / "hindcast.html")).partition("Skill")[0]
    assert "they are too narrow" in words(written(tmp_path / "narrow", wide=False))


def test_every_horizon_and_method_has_its_row(folder: Path) -> None:
    text = words(read(folder / "hindcast.html"))
    for name in ("0–3 months", "3–6 months", "6–12 months", "All horizons"):
        assert name in text
    assert text.count("log-linear trend") >= 4


def test_the_page_says_what_made_it(folder: Path) -> None:
    text = words(read(folder / "hindcast.html"))
    assert "origins2025-03-31, 2025-06-30" in text
    assert "planworlds 7, ranges wide" in text


def test_an_empty_table_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no row of skill"):
        write_hindcast_page({**tables_of(), "skill": pd.DataFrame()}, ABOUT, tmp_path)
    assert list(tmp_path.iterdir()) == []
