"""From tasks to tokens: what the month's tasks ask of every offer."""

import numpy as np

from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array


@kernel
def fill_tokens(
    execute: Array, plan: Array, execute_tokens: Array, plan_tokens: Array, calls: Array, out: Array, called: Array
) -> None:
    """Tokens in four flows by (region, workload, offer), and calls by (region, workload); `out` starts at zero.

    tokens = executing tasks x tokens of their part + planning tasks x tokens of theirs.
    """
    for g in range(execute.shape[0]):
        for w in range(execute.shape[1]):
            made = 0.0
            for o in range(execute.shape[2]):
                run, led = execute[g, w, o], plan[g, w, o]
                if run <= 0.0 and led <= 0.0:
                    continue
                made += run * calls[w, o]
                for flow in range(4):
                    out[g, w, o, flow] = run * execute_tokens[w, o, flow] + led * plan_tokens[w, o, flow]
            called[g, w] = made


def technical_work(tokens: Array, seconds: Array) -> Array:
    """H100e-seconds that the tokens of each offer take, (offers,), from tokens in four flows, (offers, 4)."""
    finite = np.where(np.isfinite(seconds), seconds, 0.0)
    return np.asarray((tokens * finite).sum(axis=1))
