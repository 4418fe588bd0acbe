"""The result of a run: every output by name, with units and named dimensions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from jevons.market.bounds import BOUNDS, passed
from jevons.market.outputs import OUTPUTS, Output, Run, summarise
from jevons.market.provenance import made_of
from jevons.market.record import Record
from jevons.market.technology import Technology
from jevons.market.world import World, lived

# pandas and xarray take longer to import than a short run: whoever only simulates does not pay for them.
if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@dataclass(frozen=True, eq=False)
class Result(Run):
    """A finished run.

    Attributes:
        world, technology, record: as in `Run`.
        draw: standard normal scores of uncertain parameters, by name; empty for central values.
    """

    draw: Mapping[str, float] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """Names of all outputs."""
        return tuple(sorted(OUTPUTS))

    def __getitem__(self, name: str) -> "xr.DataArray":
        """An output with its coordinates; `unit` and `meaning` are in its attributes.

        Months are first days (datetime64[ns]). Pairs of provider and tier that are not sold hold zero, and
        NaN in prices.

        Raises:
            KeyError: no such output, with those there are.
        """
        import xarray as xr

        found = declared(name)
        coords = {dim: self._coordinate(dim) for dim in found.dims}
        attributes = {"unit": str(found.unit), "meaning": found.meaning}
        return xr.DataArray(found.dense(self), coords=coords, dims=found.dims, name=name, attrs=attributes)

    def frame(self, name: str) -> "pd.DataFrame":
        """An output as a tidy table: one row a cell, a column a dimension, values in a column of its name.

        Only offers that are sold have rows; names are categories in the order of the vocabulary.

        Raises:
            KeyError: no such output, with those there are.
        """
        import pandas as pd

        found = declared(name)
        values = np.asarray(found.formula(self))
        columns: dict[str, object] = {}
        for number, axis in enumerate(found.axes):
            place = np.arange(values.shape[number]).reshape(-1, *(1,) * (values.ndim - number - 1))
            rows = np.broadcast_to(place, values.shape).ravel()
            columns |= self._columns(axis, rows)
        return pd.DataFrame({**columns, name: values.ravel()}, copy=False)

    def series(self) -> "pd.DataFrame":
        """World-level summary: `month` and the columns of `outputs.SUMMARY`, one row a month."""
        import pandas as pd

        return pd.DataFrame({"month": self.world.calendar.dates, **summarise(self)}, copy=False)

    def warnings(self) -> tuple[str, ...]:
        """What no plausible world does and this one does, a sentence each; see `market.bounds`."""
        found = passed(summarise(self), self.world.calendar)
        return tuple(BOUNDS[name] for name, so in found.items() if so)

    def manifest(self) -> dict[str, object]:
        """What made this result, ready for JSON: scenario and its hash, code, seed, draw, packages."""
        return {**made_of(self.world.scenario), "draw": dict(sorted(self.draw.items()))}

    def _coordinate(self, dimension: str) -> object:
        return self.world.calendar.dates if dimension == "month" else list(self.coordinates(dimension))

    def _columns(self, axis: str, rows: np.ndarray) -> dict[str, object]:
        """Columns of an axis for the cells at these places; two for offers."""
        if axis == "month":
            return {axis: self.world.calendar.dates[rows]}
        if axis != "offer":
            return {axis: self._category(axis, rows)}
        structure = self.world.structure
        return {
            "provider": self._category("provider", structure.offer_provider[rows]),
            "tier": self._category("tier", structure.offer_tier[rows]),
        }

    def _category(self, dimension: str, codes: np.ndarray) -> object:
        import pandas as pd

        names = pd.Index(self.coordinates(dimension))
        return pd.Categorical.from_codes(codes.astype(np.int16), names)


def result_of(world: World, technology: Technology, record: Record, draw: Mapping[str, float] | None = None) -> Result:
    """The result of what was lived in a world: its paths and those of technology end with the run."""
    months = len(world.scenario.calendar)
    return Result(lived(world), technology.until(months), record, dict(draw or {}))


def declared(name: str) -> Output:
    """The declaration of an output.

    Raises:
        KeyError: no such output, with those there are.
    """
    try:
        return OUTPUTS[name]
    except KeyError:
        raise KeyError(f"no output {name!r}; there are {', '.join(sorted(OUTPUTS))}") from None
