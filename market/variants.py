"""Structural variants: equations of which more than one can be defended, by name, as switches of a scenario.

What is unknown of the world is not only numbers. Where the form of an equation decides an answer, a scenario can name
one, or leave it `mixed`, as all do that say nothing: each world of an ensemble then has its own, from the fit or by the
weights that stand here. A single run has the first.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

MIXED: Final = "mixed"

Investment = Literal["load", "returns", "capital", "mixed"]
Elasticity = Literal["saturating", "constant", "mixed"]
Horizon = Literal["trend", "plateau", "surge", "mixed"]
Uncounted = Literal["lasting", "fading", "mixed"]

WEIGHTS: Final[dict[str, dict[str, float]]] = {
    "investment": {"load": 0.5, "returns": 0.3, "capital": 0.2},
    "elasticity": {"saturating": 0.5, "constant": 0.5},
    "horizon": {"trend": 0.6, "plateau": 0.25, "surge": 0.15},
    "uncounted": {"lasting": 0.5, "fading": 0.5},
}
"""Weight of each variant where a scenario mixes them: judgement."""


class Variants(BaseModel):
    """Which form some equations have."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    investment: Annotated[
        Investment,
        Field(
            description="What providers order for: the load they expect; as much of that as income pays for owning; or "
            "all that their capital allows, whatever the load."
        ),
    ] = MIXED
    elasticity: Annotated[
        Elasticity,
        Field(
            description="How work answers to its price: values are lognormal, and the share that pays saturates; "
            "or new uses are found at constant elasticity."
        ),
    ] = MIXED
    horizon: Annotated[
        Horizon,
        Field(
            description="How the task horizon grows after 2026: on its trend; ever more slowly, to a plateau; or ever "
            "faster."
        ),
    ] = MIXED
    uncounted: Annotated[
        Uncounted,
        Field(description="Load that published tokens do not explain: it lasts, or it fades as products are counted."),
    ] = MIXED

    def given(self, forms: Mapping[str, str]) -> "Variants":
        """With the forms of a member of an ensemble wherever an equation is mixed."""
        chosen = {name: form for name, form in forms.items() if getattr(self, name) == MIXED}
        return self.model_copy(update=chosen)

    def drawn(self, seed: int | None) -> "Variants":
        """With a form for each equation that is mixed: drawn by weight from a world's seed, the first without one."""
        chosen = {name: _choice(name, seed) for name in WEIGHTS if getattr(self, name) == MIXED}
        return self.model_copy(update=chosen)


def _choice(name: str, seed: int | None) -> str:
    options = list(WEIGHTS[name])
    if seed is None:
        return options[0]
    # Imported where it is drawn: who only reads a scenario has no use for compiled kernels.
    from jevons.market.chance import Stream

    at = float(Stream(seed, f"variants.{name}").uniforms(np.zeros(1, dtype=np.uint64), 0)[0])
    return options[int(np.searchsorted(np.cumsum(list(WEIGHTS[name].values())), at).clip(0, len(options) - 1))]


def options(name: str) -> tuple[str, ...]:
    """All that a variant may be set to."""
    return tuple(get_args(get_args(Variants.__annotations__[name])[0]))
