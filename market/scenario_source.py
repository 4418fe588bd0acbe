"""Where a scenario's text comes from: a file, or one that ships with the package."""

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from jevons.market.plain_yaml import read_plain_yaml
from jevons.market.scenario_errors import ScenarioError, plain

LARGEST = 1_000_000
"""Bytes that a scenario file may have."""


@dataclass(frozen=True)
class Source:
    """A scenario's text and where it comes from.

    Attributes:
        where: as the user named it, to open messages with.
        identity: the same for the same file, however it is named.
        stem: name of the file without folder and ending.
        folder: where the files that it extends are looked for; None for a scenario that is shipped.
        text: the content.
    """

    where: str
    identity: str
    stem: str
    folder: Path | None
    text: str

    def mapping(self) -> dict[str, object]:
        """The fields that the text gives.

        Raises:
            ScenarioError: the text is empty, is not YAML, says something twice or is no mapping.
        """
        try:
            document = read_plain_yaml(self.text)
        except ValueError as error:
            raise ScenarioError(plain(f"{self.where}: is not a scenario in YAML: {error}")) from None
        if document is None:
            raise ScenarioError(f"{self.where}: is empty; write at least `extends: baseline`")
        if not isinstance(document, dict):
            raise ScenarioError(f"{self.where}: is no mapping; write at least `extends: baseline`")
        return {str(key): value for key, value in document.items()}


def shipped() -> tuple[str, ...]:
    """Names of the scenarios that ship with the package."""
    files = resources.files("jevons.scenarios").iterdir()
    return tuple(sorted(f.name.removesuffix(".yaml") for f in files if f.name.endswith(".yaml")))


def find(name: str, folder: Path | None = None) -> Source:
    """The scenario of a name: one that is shipped, else a file, looked for in `folder` if given.

    Raises:
        ScenarioError: there is none, or it cannot be read as text.
    """
    if name in shipped():
        text = (resources.files("jevons.scenarios") / f"{name}.yaml").read_text(encoding="utf-8")
        return Source(name, f"shipped:{name}", name, None, text)
    path = folder / name if folder else Path(name)
    where = plain(str(path))
    try:
        if path.exists() and not path.is_file():
            raise ScenarioError(f"{where}: is not a file; name a scenario file in YAML")
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        known = ", ".join(shipped())
        raise ScenarioError(f"{where}: no such file, nor a scenario that is shipped: {known}") from None
    except OSError as error:
        raise ScenarioError(f"{where}: cannot be read: {error.strerror}") from None
    return Source(where, str(path.resolve()), path.stem, path.parent, _decoded(raw, where))


def _decoded(raw: bytes, where: str) -> str:
    if len(raw) > LARGEST:
        raise ScenarioError(f"{where}: is larger than {LARGEST:,} bytes; a scenario is a short text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError(f"{where}: is not text in UTF-8; write a scenario in YAML") from None
