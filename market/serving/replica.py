"""Rates of one replica whose pod and batch are given, as benchmarks measure them.

`batch.py` chooses the pod and the batch; here both are known, so the constants can be compared with
measured rows and fitted again.
"""

from jevons.market.kernels import kernel
from jevons.market.serving.batch import Service, token_interval
from jevons.market.serving.physics import Chip, Constants, Layout, Model, decode_step, prefill_seconds


@kernel
def replica_rates(
    chip: Chip,
    model: Model,
    layout: Layout,
    batch: float,
    prompt: float,
    answer: float,
    hit: float,
    service: Service,
    c: Constants,
) -> tuple[float, float]:
    """Output tokens per second per chip, and tokens per second of one user, of an aggregated replica.

    The mean context is prompt + answer / 2. The fresh part of a prompt, prompt * (1 - hit), sits at its
    end, so it attends to prompt * (1 + hit) / 2 tokens on average.

    Args:
        chip, model, layout: the replica. batch: sequences in it.
        prompt, answer: tokens of one call. hit: share of the prompt found in the cache.
        service: tokens checked and accepted per step; its speed is not used.
        c: constants.
    """
    n = layout.chips
    step = decode_step(chip, model, layout, prompt + answer / 2.0, service.verified, c)
    fresh = prefill_seconds(chip, model, prompt * (1.0 + hit) / 2.0, c) / n
    interval = token_interval(step, batch, prompt * (1.0 - hit) * fresh / answer, chip, service)
    return batch / (interval * n), 1.0 / interval
