"""Scenarios: what may be said, how one extends another, and one clear line for everything else."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from jevons.market.scenario import Ban, Scenario, ScenarioError, load, parse, shipped
from jevons.market.scenario_source import LARGEST

Write = Callable[[str], Path]
POWER = "regions.us.ai_power_available"
GROWTH = "regions.us.pipeline_growth"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a scenario file and give its path."""

    def written(text: str) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def refusal(source: str | Path) -> str:
    """The one line with which a scenario is refused."""
    with pytest.raises(ScenarioError) as refused:
        load(source)
    line = str(refused.value)
    assert line.isprintable()
    return line


def fault(write: Write, text: str) -> str:
    """The refusal of a file with this text, without its name."""
    path = write(text)
    line = refusal(path)
    assert line.startswith(f"{path}: ")
    return line.removeprefix(f"{path}: ")


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_scenario_is_described_and_carries_the_name_of_its_file(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name
    assert len(scenario.description) > 80


def test_more_than_the_baseline_is_shipped() -> None:
    assert {"baseline", "efficiency_freeze", "slower_horizon", "power_delays"} <= set(shipped())


def test_the_baseline_is_the_default_scenario() -> None:
    assert load("baseline").model_dump(exclude={"description"}) == Scenario().model_dump(exclude={"description"})


def test_numbers_dates_and_bans_are_read(write: Write) -> None:
    scenario = load(
        write(
            "users: 600\n"
            f"overrides: {{{POWER}: 5, providers.openai.cash: 1e9, {GROWTH}: {{2027-01: 1.2, 2029-01: 1}}}}\n"
            "bans: [{provider: openai, tier: mid, start: 2027-01, region: us}]\n"
        )
    )
    assert scenario.overrides == {
        POWER: 5.0,
        "providers.openai.cash": 1e9,
        GROWTH: {"2027-01": 1.2, "2029-01": 1.0},
    }
    assert scenario.bans == (Ban(provider="openai", tier="mid", start="2027-01", region="us"),)
    assert scenario.users == 600


def test_a_file_without_a_name_is_called_as_its_file(write: Write) -> None:
    assert load(write("extends: power_delays\n")).name == "mine"


def test_a_mark_of_byte_order_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "marked.yaml"
    path.write_bytes(b"\xef\xbb\xbfusers: 600\n")
    assert load(path).users == 600


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "is empty; write at least `extends: baseline`"),
        ("# nothing yet\n", "is empty; write at least `extends: baseline`"),
        ("- users\n", "is no mapping; write at least `extends: baseline`"),
        ("users 600\n", "is no mapping; write at least `extends: baseline`"),
        ("users: [600\n", "is not a scenario in YAML: line 2: expected ',' or ']'"),
        ("a:\n\tb: 1\n", "is not a scenario in YAML: line 2: found character '\\t'"),
        ("a\x00b", "is not a scenario in YAML: character 2: special characters are not allowed"),
        ("users: 600\nseed: 1\nusers: 700\n", "is not a scenario in YAML: line 3: 'users' is given twice"),
        (f"overrides:\n  {POWER}: 1\n  {POWER}: 2\n", f"line 3: '{POWER}' is given twice"),
        ("name: !!python/object:os.system a\n", "line 1: tags and aliases are not used"),
        ("name: &a mine\ndescription: *a\n", "line 2: tags and aliases are not used"),
        ("name: a\n---\nname: b\n", "line 2: but found another document"),
        ("[" * 5000, "nested too deeply"),
        ("? [a]\n: 1\n", "line 1: found unhashable key"),
        ("user: 600\n", "unknown field 'user'; allowed: name, description, start, end, base_month"),
        ("user: 600\n", "freeze_prices, stop_agents, extends"),
        ('"a\\nb": 1\n', "unknown field 'a\\nb'; allowed: name"),
        (
            "bans: [{provider: xai, tier: mid, start: 2027-01, to: 2028-01}]",
            "bans.0: unknown field 'to'; allowed",
        ),
        ("users: 499\n", "users: 499 is outside 500 to 1000000"),
        ("users: 1000001\n", "users: 1000001 is outside 500 to 1000000"),
        ("users: '600'\n", "users: '600' is not a whole number"),
        ("users: 600.5\n", "users: 600.5 is not a whole number"),
        ("users: true\n", "users: true is not a whole number"),
        ("users:\n", "users: nothing is not a whole number"),
        ("seed: -1\n", "seed: -1 is outside 0 to 9223372036854775807"),
        (f"seed: {'9' * 5000}\n", "seed: inf is not a whole number"),
        ("name: 5\n", "name: 5 is not text"),
        ("name: ../../etc\n", "name: '../../etc' is not allowed; write letters"),
        ("name: .hidden\n", "name: '.hidden' is not allowed"),
        (f"name: {'n' * 81}\n", "name: string should have at most 80 characters"),
        ("end: 2030\n", "end: 2030 is not a month: write YYYY-MM, for example 2027-01"),
        ("end: 2030-13\n", "end: '2030-13' is not a month"),
        ("end: 2030-12-31\n", "end: '2030-12-31' is not a month: write YYYY-MM"),
        ("end: 2036-01\n", "end: 2036-01 lies outside 2023-01 to 2035-12"),
        ("end: 2030-11\n", "target_month 2030-12 and end 2030-11 must follow each other"),
        ("base_month: 2031-01\n", "base_month 2031-01, target_month 2030-12"),
        ("start: 2024-01\n", "start: history is simulated from 2023-01; 2024-01 is not allowed"),
        ("end: 2031-12\nfreeze_efficiency: 2032-01\n", "freeze_efficiency: 2032-01 lies after end, 2031-12"),
        ("end: 2031-12\nstop_agents: 2032-01\n", "stop_agents: 2032-01 lies after end, 2031-12"),
        ("freeze_capability: 2025-11\n", "freeze_capability: 2025-11 is too early; demand is set at 2025-12"),
        ("overrides:\n", "overrides: must be a mapping of parameter paths to numbers"),
        ("overrides: [1]\n", "overrides: must be a mapping of parameter paths to numbers"),
        ("overrides: {regions.us.pipline_growth: 1.2}", f"pipline_growth'; nearest: {GROWTH}"),
        ("overrides: {gpus: 1.2}", "overrides.gpus: there is no parameter 'gpus'; nearest:"),
        (f"overrides: {{{POWER}: 5 GW}}", f"overrides.{POWER}: '5 GW' is not a number; write it bare"),
        (f"overrides: {{{POWER}: 5 GW}}", "without quotes or its unit: 0.001 to 100 GW"),
        (f"overrides: {{{POWER}: '5'}}", "'5' is not a number"),
        (f"overrides: {{{POWER}: yes}}", "'yes' is not a number"),
        (f"overrides: {{{POWER}: true}}", "true is not a number"),
        (f"overrides: {{{POWER}: .nan}}", "'.nan' is not a number"),
        (f"overrides: {{{POWER}: }}", "nothing is not a number"),
        (f"overrides: {{{POWER}: 101}}", f"overrides.{POWER}: 101 is outside 0.001 to 100 GW"),
        (f"overrides: {{{POWER}: 1e999}}", "inf is outside 0.001 to 100 GW"),
        (
            f"overrides: {{{POWER}: {{2027-01: 5}}}}",
            "holds for the whole run; write one number in GW, no months",
        ),
        (f"overrides: {{{GROWTH}: {{}}}}", "no month given; write YYYY-MM: number"),
        (f"overrides: {{{GROWTH}: {{2027: 1.2}}}}", "2027 is not a month: write YYYY-MM"),
        (f"overrides: {{{GROWTH}: {{2027-01-01: 1.2}}}}", "'2027-01-01' is not a month: write YYYY-MM"),
        (f"overrides: {{{GROWTH}: {{2022-12: 1.2}}}}", "2022-12 lies outside 2023-01 to 2035-12"),
        (f"overrides: {{{GROWTH}: {{2027-01: 9}}}}", "9 is outside 0.5 to 4 ratio/year"),
        (f"overrides: {{{GROWTH}: {{2027-01: 1.2x}}}}", "'1.2x' is not a number"),
        ("bans: 5\n", "bans: 5 is not a list"),
        ("bans: [5]\n", "bans.0: 5 is not a mapping of provider, tier, region, start, end"),
        ("bans: [{tier: mid, start: 2027-01}]", "bans.0.provider: is missing"),
        (
            "bans: [{provider: opena, tier: mid, start: 2027-01}]",
            "'opena' is not allowed; allowed: openai, anthr",
        ),
        (
            "bans: [{provider: xai, tier: small, start: 2027-01}]",
            "xai sells no tier 'small'; it sells frontier, mid",
        ),
        ("bans: [{provider: neoclouds, tier: mid, start: 2027-01}]", "it sells no models"),
        (
            "bans: [{provider: xai, tier: mid, start: 2027-01, end: 2026-01}]",
            "ends in 2026-01, before it starts",
        ),
        ("extends: nowhere\n", "extends: "),
        ("extends: nowhere\n", "no such file, nor a scenario that is shipped: baseline, "),
        ("extends: [baseline]\n", "extends: write one file or one of baseline, "),
        ("extends: mine.yaml\n", "mine.yaml extends it in turn; break the circle"),
    ],
)
def test_what_cannot_be_run_is_refused_in_one_line_that_says_why(write: Write, text: str, line: str) -> None:
    assert line in fault(write, text)


def test_several_faults_are_told_together_and_many_are_counted(write: Write) -> None:
    line = fault(write, "users: 1\nseed: -1\nname: 5\nend: 1\nbans: 5\ntarget_month: x\noverrides: 3\n")
    assert "users: 1 is outside" in line
    assert "seed: -1 is outside" in line
    assert line.endswith("; and 2 more")


def test_a_file_of_nothing_but_unknown_paths_is_refused_at_once(write: Write) -> None:
    lines = [f"  nothing.number_{i}: 1\n" for i in range(2000)]
    assert fault(write, "".join(["overrides:\n", *lines])).count("there is no parameter") == 5


def test_what_is_refused_is_shown_shortened(write: Write) -> None:
    assert len(fault(write, f"overrides: {{{POWER}: {'x' * 5000}}}")) < 300


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * (LARGEST + 1))
    assert refusal(path) == f"{path}: is larger than 1,000,000 bytes; a scenario is a short text"


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "picture.yaml"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    assert refusal(path) == f"{path}: is not text in UTF-8; write a scenario in YAML"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path}: is not a file; name a scenario file in YAML"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "is not a file" in refusal(tmp_path / "pipe.yaml")


def test_a_file_that_may_not_be_read_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write("users: 600\n")
    monkeypatch.setattr(Path, "open", closed)
    assert refusal(path) == f"{path}: cannot be read: Permission denied"


@pytest.mark.parametrize("name", ["nowhere", "nowhere.yaml", "a/b/c.yaml", "new\nline"])
def test_a_name_of_nothing_is_refused_with_the_names_there_are(name: str) -> None:
    assert "no such file, nor a scenario that is shipped: baseline, efficiency_freeze" in refusal(name)


def test_a_shipped_name_means_the_shipped_scenario_whatever_lies_around(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("baseline").write_text("users: 600\n", encoding="utf-8")
    assert load("baseline").users == 2000
    assert load(tmp_path / "baseline").users == 600


def test_a_scenario_takes_what_it_extends_and_changes_parts_of_it(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    parent, child = tmp_path / "parent.yaml", tmp_path / "below" / "child.yaml"
    parent.write_text(f"description: old\nusers: 700\noverrides: {{{POWER}: 4, {GROWTH}: 1.2}}\n")
    child.write_text(f"extends: ../parent.yaml\noverrides: {{{GROWTH}: 1.5}}\n")
    scenario = load(child)
    assert scenario.overrides == {POWER: 4.0, GROWTH: 1.5}
    assert (scenario.users, scenario.name, scenario.description) == (700, "child", "")


def test_a_fault_of_what_is_extended_is_told_under_its_own_name(tmp_path: Path, write: Write) -> None:
    (tmp_path / "parent.yaml").write_text("users: 1\n", encoding="utf-8")
    assert refusal(write("extends: parent.yaml\nusers: 600\n")).startswith(f"{tmp_path / 'parent.yaml'}: users: 1")


def test_a_circle_of_two_is_refused(tmp_path: Path, write: Write) -> None:
    (tmp_path / "other.yaml").write_text("extends: mine.yaml\n", encoding="utf-8")
    assert "mine.yaml extends it in turn; break the circle" in refusal(write("extends: other.yaml\n"))


def test_a_changed_copy_is_checked() -> None:
    baseline = load("baseline")
    assert baseline.with_(users=600).users == 600
    with pytest.raises(ScenarioError, match=r"^baseline: users: 5 is outside 500 to 1000000$"):
        baseline.with_(users=5)


def test_python_is_told_the_same_as_a_file() -> None:
    with pytest.raises(ScenarioError, match=f"^here: overrides.{POWER}: nan is outside 0.001 to 100 GW$"):
        parse({"overrides": {POWER: float("nan")}}, where="here")


def test_the_key_tells_scenarios_apart_and_only_scenarios() -> None:
    baseline = load("baseline")
    assert baseline.key() == load("baseline").key()
    assert baseline.key() != baseline.with_(overrides={GROWTH: 1.75}).key()
    one = baseline.with_(overrides={GROWTH: 1.5, POWER: 4})
    assert one.key() == baseline.with_(overrides={POWER: 4.0, GROWTH: 1.5}).key()
