"""What the sentences say, and what they never say."""

import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from jevons.studies.sentences import sentences
from jevons.studies.window import Window


def verdicts(runs: int) -> pd.DataFrame:
    """Growth 1, 2, 3, ...; rebound from 0.5 by 0.01; a tenth of months scarce, every other run at the end."""
    each = np.arange(runs)
    table = {"run": each}
    for resource in ("usd", "kwh", "h100e"):
        table[f"growth_{resource}"] = each + 1.0
        table[f"rebound_{resource}"] = 0.5 + each / 100
    return pd.DataFrame(table).assign(scarcity_share_5=0.1, scarcity_at_end_5=each % 2 == 0, scarcity_cause="power")


def test_medians_intervals_and_the_number_of_runs_are_said() -> None:
    said = sentences(verdicts(101), Window())
    assert "×51 the serving cost (×6.0 to ×96)" in said.growth
    assert "1.00 of the electricity (0.55 to 1.45, above 1 in 50 ± 5 % of runs)" in said.rebound
    assert "10 % (10 to 10 %) of months" in said.scarcity
    assert "December 2030 is one of them in 50 ± 5 % of runs" in said.scarcity
    assert all("101 runs" in sentence for sentence in said if sentence != said.caveat)


def test_every_probability_has_its_standard_error() -> None:
    text = " ".join(sentences(verdicts(40), Window()))
    shares = re.findall(r"\bin ([^,;.]*?) % of (?:\d+ )?runs", text, flags=re.IGNORECASE)
    assert len(shares) == 7
    assert all(re.fullmatch(r"[\d.]+ ± [\d.]+", share) for share in shares)


def test_one_run_has_neither_intervals_nor_probabilities() -> None:
    text = " ".join(sentences(verdicts(1), Window()))
    assert "±" not in text
    assert "of runs" not in text
    assert "5–95 %" not in text
    assert text.startswith("In this one run demand for AI compute does not outrun efficiency")
    assert "December 2030 is one of them" in text


def test_each_verdict_says_which_token_kinds_it_counts() -> None:
    said = sentences(verdicts(5), Window())
    for sentence in (said.growth, said.rebound, said.scarcity):
        assert "it counts fresh, cached and output tokens" in sentence


def test_runs_without_a_defined_rebound_are_counted_out() -> None:
    table = verdicts(10)
    table.loc[:3, "rebound_usd"] = np.nan
    table["rebound_kwh"] = np.nan
    said = sentences(table, Window())
    assert "defined in 6 runs" in said.rebound
    assert "an undefined part of the electricity" in said.rebound


def test_rebound_that_is_never_defined_is_not_reported_as_a_number() -> None:
    assert "Rebound is not defined" in sentences(verdicts(4).assign(rebound_usd=np.nan), Window()).answer


def test_a_world_without_scarcity_names_no_cause() -> None:
    table = verdicts(6).assign(scarcity_share_5=0.0, scarcity_at_end_5=False, scarcity_cause=None)
    said = sentences(table, Window())
    assert "No run has a scarce month." in said.scarcity
    assert "because" not in said.answer


def test_other_thresholds_are_said_where_known() -> None:
    table = verdicts(3).assign(scarcity_share_2=0.4, scarcity_share_20=0.02)
    assert (
        "at other thresholds, 40 % of months at 2 %; and 2.0 % of months at 20 %" in sentences(table, Window()).scarcity
    )


def test_no_run_no_verdict() -> None:
    with pytest.raises(ValueError, match="no run, no verdict"):
        sentences(verdicts(0), Window())


def test_the_terminal_needs_no_drawing_library() -> None:
    code = "import sys, jevons.studies.sentences; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_bounds_that_are_passed_are_warned_of_with_their_probability() -> None:
    """Ten of forty runs: 25 %, with a standard error of sqrt(0.25 x 0.75 / 40) = 7 points."""
    table = verdicts(40).assign(beyond_power=np.arange(40) < 10, beyond_spend=False, beyond_numbers=False)
    said = sentences(table, Window())
    assert (
        said.warning == "Warning, beyond what is plausible: in 25 ± 7 % of runs AI sites draw more than 250 GW in 2030."
    )
    assert said.warning in list(said)


def test_one_run_is_warned_of_without_probabilities_and_most_runs_not_at_all() -> None:
    one = verdicts(1).assign(beyond_power=True, beyond_spend=True)
    said = sentences(one, Window()).warning
    assert said == (
        "Warning, beyond what is plausible: in this run AI sites draw more than 250 GW in 2030; "
        "and users spend more than 3 % of world product on AI."
    )
    for table in (verdicts(1), verdicts(9), verdicts(9).assign(beyond_power=False)):
        assert sentences(table, Window()).warning == ""
        assert all(sentences(table, Window()))


def test_causes_of_growth_are_said_where_twins_tell_them() -> None:
    """Work grows to 20 times; without agents to 3, which lacks 17 of 19 parts of the growth."""
    table = verdicts(5).assign(work_growth=20.0, work_without_agents=[3.0] * 4 + [np.nan])
    table["caused_agents"] = (20.0 - table["work_without_agents"]) / 19.0
    said = sentences(table, Window()).causes
    assert said.startswith("Causes: demanded work grows to ×20 (×20 to ×20) from March 2026 to December 2030")
    assert "×3.0 if no multi-call agent runs any more (89 % of the growth)" in said
    assert "4 runs with all twins" in said
    answer = sentences(table, Window()).answer
    assert answer.endswith("Multi-call agents bring 89 % (89 to 89 %) of the growth of demanded work.")
    assert "agents" not in sentences(verdicts(5), Window()).answer
    assert sentences(verdicts(5), Window()).causes == ""
