"""What a program is told at the end of a command: what was found, and where its files lie."""

from collections.abc import Sequence
from pathlib import Path

from jevons.market.scenario import Scenario
from jevons.studies import document as studies
from jevons.studies.document import Found
from jevons.studies.sentences import Sentences


def document(found: Found, scenario: Scenario, said: Sentences, out: Path, files: Sequence[str]) -> dict[str, object]:
    """The document that `--json` prints: that of `jevons.studies.document`, then the folder and its files."""
    return {**studies.document(found, scenario, said), "out": str(out), "files": list(files)}
