"""What an explanation looks at: one run of a scenario, and those of its twins that a question needs."""

from collections.abc import Mapping
from functools import cached_property

from jevons.agents.population import simulate
from jevons.market.indices import Indices, base_hours, base_month, indices
from jevons.market.ledger import Ledger, ledgers
from jevons.market.outputs import OUTPUTS, summarise
from jevons.market.parameters.declare import Array
from jevons.market.result import Result
from jevons.market.scenario import Scenario
from jevons.studies.twins import EFFICIENCY, run_twins


class Sight:
    """A run of a scenario, lived when it is first looked at; its twins likewise.

    Attributes:
        scenario: what is run. Its target month is the last month that its twins live.
        draw: scores of uncertain parameters, as in `simulate`; central values if None.
    """

    def __init__(self, scenario: Scenario, draw: Mapping[str, float] | None = None) -> None:
        """Nothing is run yet."""
        self.scenario, self.draw = scenario, draw
        self._outputs: dict[str, Array] = {}
        self._twins: dict[str, Indices] = {}
        self._ledgers: dict[int, dict[str, Ledger]] = {}

    @cached_property
    def run(self) -> Result:
        """The run."""
        return simulate(self.scenario, draw=self.draw)

    @property
    def frozen(self) -> Indices:
        """Indices of the twin whose efficiency is frozen at the base month."""
        return self.twin(EFFICIENCY)

    def twin(self, without: str) -> Indices:
        """Work and resources of a twin, by what it lives without, at what tokens count in the run."""
        if without not in self._twins:
            other = run_twins(self.scenario, (without,), draw=self.draw).others[without]
            hours = base_hours(self.run.record, self.run.world, self.run.technology)
            self._twins[without] = indices(other.record, other.world, other.technology, hours)
        return self._twins[without]

    @cached_property
    def series(self) -> dict[str, Array]:
        """The summary series by name, (months,)."""
        return summarise(self.run)

    @cached_property
    def base(self) -> int:
        """Number of the base month."""
        return base_month(self.run.world)

    def output(self, name: str) -> Array:
        """An output as its formula gives it, months first."""
        if name not in self._outputs:
            self._outputs[name] = OUTPUTS[name].formula(self.run)
        return self._outputs[name]

    def ledger(self, month: int) -> dict[str, Ledger]:
        """The ledger of each resource from the base month to another."""
        if month not in self._ledgers:
            run = self.run
            ends = (self.base, month)
            self._ledgers[month] = ledgers(run.record, run.world, run.technology, run.indices, ends)
        return self._ledgers[month]
