"""What a person reads at the end, and what is seen before."""

from pathlib import Path

import pytest

from jevons.cli.answer import print_answer
from jevons.cli.progress import lasted, shown
from jevons.studies.sentences import Sentences

SAID = Sentences("It outruns " + "by far " * 30, "Growth: x.", "Rebound: y.", "Scarcity: z.")
FILES = ["a.png", "b.png", "manifest.json", "outputs/spend.parquet", "report.html"]


def test_the_answer_the_files_and_the_time_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(SAID, Path("out/mine"), FILES, 65.4)
    told = capsys.readouterr().out.splitlines()
    assert told[0] == SAID.answer
    assert told[2:9:2] == [SAID.caveat, SAID.growth, SAID.rebound, SAID.scarcity]
    assert told[-3:] == [
        "Report: out/mine/report.html",
        "Beside it: 2 charts (.png), 1 tables (.parquet), manifest.json",
        "Time: 1 min 05 s",
    ]


def test_on_a_terminal_paragraphs_are_broken_at_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    print_answer(SAID, Path("out"), FILES, 1.0)
    paragraph = capsys.readouterr().out.split("\n\n")[0]
    assert paragraph.count("\n") >= 3
    assert max(map(len, paragraph.splitlines())) <= 60
    assert " ".join(paragraph.split()) == " ".join(SAID.answer.split())


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.04, "0.0 s"), (3.21, "3.2 s"), (34.4, "34 s"), (59.6, "1 min 00 s"), (125, "2 min 05 s")],
)
def test_times_are_told_as_people_do(seconds: float, text: str) -> None:
    assert lasted(seconds) == text


def test_away_from_a_terminal_progress_is_a_line_before_and_one_after(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with shown("Counting") as progress:
        for done in range(3):
            progress(done, 2)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "Counting ...\nCounting: done in 0.0 s\n"


def test_work_that_fails_is_not_called_done(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError), shown("Counting"):
        raise KeyError
    assert capsys.readouterr().err == "Counting ...\n"


def test_on_a_terminal_progress_is_a_bar_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with shown("Counting") as progress:
        progress(1, 2)
    told = capsys.readouterr()
    assert told.out == ""
    assert "1/2" in told.err
    assert "left" in told.err
