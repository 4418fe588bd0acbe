"""Where a result comes from: the code and the packages that made it, without dates or names of machines."""

import hashlib
import platform
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from jevons.market.scenario import Scenario

PACKAGES: Final = ("mesa", "numba", "numpy", "pandas", "scipy", "xarray")
_READ: Final = (".csv", ".py")


def made_of(scenario: Scenario) -> dict[str, object]:
    """What a run or an ensemble is made of, ready for JSON: scenario and its hash, seed, code, packages."""
    return {
        "scenario": scenario.model_dump(mode="json"),
        "scenario_key": scenario.key(),
        "seed": scenario.seed,
        "code": code_version(),
        "packages": package_versions(),
    }


@lru_cache(maxsize=1)
def code_version() -> str:
    """Version of Jevons and a hash of the sources and data that a run depends on: `0.1.0+3f2a...`."""
    rooms = (Path(__file__).resolve().parent, Path(__file__).resolve().parent.parent / "agents")
    digest = hashlib.blake2b(digest_size=6)
    for room in rooms:
        for path in sorted(p for p in room.rglob("*") if p.suffix in _READ):
            digest.update(path.relative_to(room).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{version('jevons')}+{digest.hexdigest()}"


@lru_cache(maxsize=1)
def package_versions() -> dict[str, str]:
    """Version of Python and of every package that numbers pass through."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}
