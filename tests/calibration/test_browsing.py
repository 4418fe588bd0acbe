"""Finding rows by words, grouping them, and what is said of each group."""

from dataclasses import replace

import pytest

from jevons.calibration.browsing import ENOUGH, counts_of, matching, pairs_of
from jevons.calibration.evidence import Observation, load_evidence

ROWS = {row.id: row for row in load_evidence()}
GOOGLE = ROWS["obs0290"]
COHERE = next(row for row in ROWS.values() if (row.series, row.entity) == ("revenue_run_rate", "Cohere"))
STRANGER = replace(GOOGLE, id="stranger", series="tokens_dreamt_of", entity="sheep", use="check", kind="forecast")
THREE = (GOOGLE, COHERE, STRANGER)


def found(*words: str) -> list[str]:
    return [row.id for row in matching(THREE, words)]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ((), [GOOGLE.id, COHERE.id, "stranger"]),
        (("google",), ["obs0290"]),
        (("TOKENS",), ["obs0290", "stranger"]),
        (("tokens", "sheep"), ["stranger"]),
        (("obs0290",), ["obs0290"]),
        (("the-decoder",), ["obs0290", "stranger"]),  # in the source
        (("fit",), [GOOGLE.id, COHERE.id]),
        (("check",), ["stranger"]),
        (("forecast",), ["stranger"]),
        (("no",), []),  # a use, although it is a part of many names
        (("nothing of the kind",), []),
    ],
)
def test_every_word_must_fit(words: tuple[str, ...], ids: list[str]) -> None:
    assert found(*words) == ids


def test_a_use_finds_all_rows_of_it_and_no_other() -> None:
    rows = tuple(ROWS.values())
    chosen = matching(rows, ["context"])
    assert len(chosen) == 182
    assert {row.use for row in chosen} == {"context"}


def test_pairs_say_what_reads_them_or_why_nothing_does() -> None:
    sayings = {pair.series: pair.standing for pair in pairs_of(THREE)}
    assert sayings["tokens_processed_per_month"].startswith("beside the model: every token of the provider")
    assert sayings["revenue_run_rate"].startswith("not beside the model: one of several sellers")
    assert sayings["tokens_dreamt_of"] == ("not beside the model: no operator reads it, and no reason is declared")


def test_pairs_come_by_name_and_their_rows_by_date() -> None:
    pairs = pairs_of(tuple(reversed(tuple(ROWS.values()))))
    names = [(pair.series, pair.entity) for pair in pairs]
    assert names == sorted(set(names))
    for pair in pairs:
        assert [row.end for row in pair.rows] == sorted(row.end for row in pair.rows)
        assert {(row.series, row.entity) for row in pair.rows} == {(pair.series, pair.entity)}


def test_a_fact_that_is_said_twice_counts_once() -> None:
    """Three rows to fit state two facts; a fourth row is shown alone."""
    rows = [replace(GOOGLE, id=f"row{i}", fact=fact) for i, fact in enumerate(("a", "a", "b"))]
    rows.append(replace(GOOGLE, id="shown", fact="c", use="check"))
    (pair,) = pairs_of(rows)
    assert (len(pair.rows), pair.fitted) == (4, 2)
    counts = counts_of(rows)
    assert (counts.rows, counts.series, counts.pairs, counts.facts, counts.read) == (4, 1, 1, 2, 1)
    assert counts.uses == {"fit": 3, "check": 1, "no": 0, "context": 0}
    assert counts.enough == 0


def test_three_facts_are_enough() -> None:
    rows: list[Observation] = [replace(STRANGER, id=f"row{i}", fact=f"row{i}", use="fit") for i in range(ENOUGH)]
    counts = counts_of(rows)
    assert (counts.enough, counts.read) == (1, 0)
    assert counts_of(rows[1:]).enough == 0
