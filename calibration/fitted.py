"""The fitted ensemble: worlds that agree with what was published, as they ship with the package.

`fitted.parquet` has a row for each: forms of equations and the score of every unknown. `fitted.json` says which data,
code and plan made it, and how well it fits. `jevons calibrate` makes both again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from jevons.market.parameters.registry import uncertain
from jevons.market.variants import WEIGHTS
from jevons.runs.design import Member, member_seed
from jevons.runs.store import write_table
from jevons.runs.stored import FORM, scores_of

MEMBERS_FILE: Final = "fitted.parquet"
ABOUT_FILE: Final = "fitted.json"
_HERE: Final = Path(__file__).resolve().parent


class FittedError(ValueError):
    """A fitted ensemble that cannot be used; one line with what to do."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """A fitted ensemble.

    Attributes:
        worlds: one row each: `variants.NAME` for forms that the data tell apart, and the score of each unknown.
        about: what made it, ready for JSON.
    """

    worlds: pd.DataFrame
    about: Mapping[str, object]

    def members(self, seed: int, number: int) -> tuple[Member, ...]:
        """So many members, the first ones the same however many follow.

        Worlds are taken in an order that the seed decides, and again from its start when all are used, with other luck.

        Raises:
            ValueError: fewer than 1 is asked for.
        """
        if number < 1:
            raise ValueError(f"an ensemble has at least 1 member; got {number}")
        order = np.random.default_rng(seed).permutation(len(self.worlds))
        names, forms = list(uncertain()), [name for name in WEIGHTS if FORM + name in self.worlds]
        scores = self.worlds[names].to_numpy(dtype=np.float64)
        chosen = {name: self.worlds[FORM + name].tolist() for name in forms}
        return tuple(
            Member(
                n,
                member_seed(seed, n),
                dict(zip(names, map(float, scores[place]), strict=True)),
                {name: chosen[name][place] for name in forms},
            )
            for n, place in ((n, int(order[n % len(order)])) for n in range(number))
        )


def write_fitted(fitted: Fitted, folder: Path) -> None:
    """Write both files into a folder that is there."""
    write_table(fitted.worlds, folder / MEMBERS_FILE)
    text = json.dumps(fitted.about, indent=1, sort_keys=True, allow_nan=False)
    (folder / ABOUT_FILE).write_text(text + "\n", encoding="utf-8")


@cache
def load_fitted(folder: Path | None = None) -> Fitted:
    """Read a fitted ensemble.

    Args:
        folder: where its two files are; that of the package if None.

    Raises:
        FittedError: they are not there, cannot be read, or were made for other unknowns.
    """
    place = folder or _HERE
    try:
        worlds = pq.read_table(place / MEMBERS_FILE).to_pandas()
        about = json.loads((place / ABOUT_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        missing = next(name for name in (MEMBERS_FILE, ABOUT_FILE) if not (place / name).is_file())
        raise FittedError(f"{place / missing}: no such file; `jevons calibrate` makes it") from None
    except (OSError, ValueError):
        raise FittedError(
            f"{place}: {MEMBERS_FILE} or {ABOUT_FILE} cannot be read; `jevons calibrate` makes them"
        ) from None
    known = set(map(str, scores_of(worlds)))
    other = sorted(known ^ set(uncertain()))
    if other:
        raise FittedError(f"{place}/{MEMBERS_FILE}: made for other unknowns ({', '.join(other[:3])}): calibrate again")
    return Fitted(worlds, about)
