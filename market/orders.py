"""What providers order in a month."""

from dataclasses import dataclass

from jevons.market.parameters.declare import Array


@dataclass(frozen=True)
class Orders:
    """Orders placed, and what was wanted but not ordered.

    Attributes:
        units: systems ordered, (providers, systems).
        refused: H100e that capital did not allow, (providers,).
        withheld: H100e that would have had no power on arrival, (providers,).
    """

    units: Array
    refused: Array
    withheld: Array
