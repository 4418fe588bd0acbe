"""A registry of projections beside an ensemble, all in one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jevons.calibration.assertion import Assertion
from jevons.calibration.projections import named
from jevons.studies.reconcile.paths import CostPath, Grown, cost_paths, grown
from jevons.studies.reconcile.resolve import Resolution, Unresolved, resolve, resolve_all
from jevons.studies.reconcile.together import Together, together
from jevons.studies.reconcile.worlds import NotCoveredError, Worlds


@dataclass(frozen=True, eq=False)
class Reconciled:
    """What an ensemble says of published projections.

    Attributes:
        worlds: the ensemble's.
        resolutions: one for each assertion, in their order.
        paths: each published growth of tokens with each published path of cost per token.
        grown: the worlds' own growth by id of the growth of tokens whose years it is of; where the ensemble does not
            cover these, it is missing.
        together: the set that was asked for, or None.
    """

    worlds: Worlds
    resolutions: tuple[Resolution, ...]
    paths: tuple[CostPath, ...]
    grown: Mapping[str, Grown]
    together: Together | None


def reconcile(
    series: pd.DataFrame, draws: pd.DataFrame, assertions: Sequence[Assertion], asked: Sequence[str] = ()
) -> Reconciled:
    """Reconcile assertions with an ensemble.

    Args:
        series: columns `run`, `month` and the summary series, one row a run and month.
        draws: columns `run`, `seed` and the score of each uncertain parameter, one row a run.
        assertions: what is asserted.
        asked: ids of those that are taken together; none for no such set.

    Raises:
        KeyError: an id is not known, with the nearest ones.
        ValueError: an id is asked for twice or alone, or cannot be resolved.
        NotCoveredError: the tables do not belong together.
    """
    if asked:
        chosen(assertions, asked)
    worlds, ordered = Worlds.of(series), draws.sort_values("run", ignore_index=True)
    if not np.array_equal(ordered["run"].to_numpy(np.int64), worlds.runs):
        raise NotCoveredError("the draws of an ensemble have a row for each run of its series")
    paths = cost_paths(assertions)
    return Reconciled(
        worlds=worlds,
        resolutions=resolve_all(assertions, worlds),
        paths=paths,
        grown=_grown(paths, worlds),
        together=_together(chosen(assertions, asked), worlds, ordered) if asked else None,
    )


def chosen(assertions: Sequence[Assertion], asked: Sequence[str]) -> tuple[Assertion, ...]:
    """The assertions of a set, by their ids.

    Raises:
        KeyError: an id is not known, with the nearest ones.
        ValueError: an id is asked for twice, alone, or is of an assertion that no ensemble resolves.
    """
    found = tuple(named(assertions, name) for name in asked)
    twice = [name for name in dict.fromkeys(asked) if list(asked).count(name) > 1]
    if twice:
        raise ValueError(f"{', '.join(twice)} is asked for twice")
    if len(found) < 2:
        raise ValueError(f"{', '.join(asked)} is alone; a set has at least two ids, as prj0001,prj0002")
    for one in found:
        if one.quantity is None:
            raise ValueError(f"{one.id} cannot be resolved: {one.reason}")
    return found


def _together(assertions: Sequence[Assertion], worlds: Worlds, draws: pd.DataFrame) -> Together:
    found = []
    for assertion in assertions:
        resolution = resolve(assertion, worlds)
        if isinstance(resolution, Unresolved):
            raise ValueError(f"{assertion.id} cannot be resolved: {resolution.reason}")
        found.append(resolution)
    return together(found, draws)


def _grown(paths: Sequence[CostPath], worlds: Worlds) -> dict[str, Grown]:
    found: dict[str, Grown] = {}
    for path in paths:
        tokens = path.tokens
        if tokens.since is None or tokens.id in found:
            continue
        try:
            found[tokens.id] = grown(worlds, tokens.since, tokens.at)
        except NotCoveredError:
            continue
    return found
