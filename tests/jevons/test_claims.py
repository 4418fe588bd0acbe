"""`jevons claims`: the table, the claims in full, the document, and what is refused."""

import json
from collections.abc import Callable

from tests.jevons.conftest import Command

VERDICTS = ["reproduced", "one point only", "not reproduced", "cannot be computed", "not a serving claim"]


def test_the_table_has_every_claim_in_order_within_120_columns(command: Command) -> None:
    done = command("claims")
    assert done.exit_code == 0
    header, *rows, counts, hint = done.stdout.splitlines()
    assert header.split() == ["id", "technique", "who", "claimed", "computed", "measured", "verdict"]
    assert [row[:3] for row in rows] == [f"c{n:02d}" for n in range(1, 63)]
    assert all(row.endswith(tuple(VERDICTS)) for row in rows)
    assert max(map(len, done.stdout.splitlines())) <= 120
    assert counts.startswith("62 claims: ")
    assert "jevons claims ID" in hint


def test_the_counts_are_those_of_the_rows(command: Command) -> None:
    told = json.loads(command("claims", "--json").stdout)
    found = [one["verdict"] for one in told["claims"]]
    assert told["counts"] == {name: found.count(name) for name in VERDICTS}
    assert sum(told["counts"].values()) == 62


def test_a_claim_in_full_has_its_points_beside_what_was_measured(command: Command) -> None:
    lines = command("claims", "c57", "c01").stdout.splitlines()
    assert lines[0].startswith("c01  Dynamo 1.0")
    for word in ("claimed", "conditions", "measured", "computed", "verdict", "why", "source"):
        assert any(line.startswith(f"  {word} ") for line in lines)
    point = next(line for line in lines if line.startswith("  1k/1k at 50 "))
    assert point.endswith("measured 7.2")
    assert any(line.startswith("c57  ") for line in lines)


def test_the_document_has_the_same_keys_for_every_claim(command: Command) -> None:
    told = json.loads(command("claims", "c08", "c09", "c57", "--json").stdout)
    assert [one["id"] for one in told["claims"]] == ["c08", "c09", "c57"]
    assert len({tuple(one) for one in told["claims"]}) == 1
    unbounded, alien, laptop = told["claims"]
    assert unbounded["computed"] is None
    assert unbounded["points"][-1] == {"at": "400k/1k at 400", "computed": None, "unbounded": True}
    assert alien["points"] == []
    assert laptop["computed_low"] < laptop["computed"] < laptop["computed_high"] < laptop["claimed_low"]


def test_an_id_that_nobody_has_is_refused_with_those_there_are(refused: Callable[..., str]) -> None:
    assert refused("claims", "c99") == "claim 'c99' is not known; there are c01 to c62"
