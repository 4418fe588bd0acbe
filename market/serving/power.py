"""Power of a chip at work, as a share of what it is rated for."""

from jevons.market.kernels import kernel
from jevons.market.serving.physics import Constants


@kernel
def power_share(memory: float, compute: float, c: Constants) -> float:
    """Power over rated power: p = min(1, p0 + pb * memory + pf * compute).

    Coefficients are shares of the rated power, the same for all chips, so that a chip that nobody has measured has
    one too (fitted by `jevons.calibration.serving` to H100 and B200 in ML.ENERGY).

    Args:
        memory: bytes/s over the chip's bandwidth. compute: FLOP/s over its dense bf16 rate.
        c: constants.
    """
    return min(1.0, c.power_floor + c.power_memory * memory + c.power_compute * compute)
