"""From tasks to tokens: what the month's tasks ask of every offer."""

from typing import NamedTuple

import numpy as np

from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools

FLOWS = 4


class Asked(NamedTuple):
    """Sums of a month's demand.

    Attributes:
        by_offer: tokens in four flows, (offers, 4).
        paid: those of work that is paid by the token, (offers, 4).
        calls: calls, (regions, workloads).
    """

    by_offer: Array
    paid: Array
    calls: Array


@kernel
def fill_tokens(
    execute: Array,
    plan: Array,
    execute_tokens: Array,
    plan_tokens: Array,
    calls: Array,
    pays: Bools,
    out: Array,
) -> Asked:
    """Tokens of a month: executing tasks x tokens of their part + planning tasks x tokens of theirs.

    Args:
        execute, plan: tasks, (regions, workloads, offers).
        execute_tokens, plan_tokens: tokens of a task in four flows, (workloads, offers, 4).
        calls: calls of a task, (workloads, offers). pays: whether a workload is paid by the token.
        out: filled, (regions, workloads, offers, 4); zero where there are no tasks.
    """
    regions, workloads, offers = execute.shape
    by_offer, paid = np.zeros((offers, FLOWS)), np.zeros((offers, FLOWS))
    called = np.zeros((regions, workloads))
    for g in range(regions):
        for w in range(workloads):
            for o in range(offers):
                run, led = execute[g, w, o], plan[g, w, o]
                if run <= 0.0 and led <= 0.0:
                    continue
                called[g, w] += run * calls[w, o]
                for flow in range(FLOWS):
                    tokens = run * execute_tokens[w, o, flow] + led * plan_tokens[w, o, flow]
                    out[g, w, o, flow] = tokens
                    by_offer[o, flow] += tokens
                    if pays[w]:
                        paid[o, flow] += tokens
    return Asked(by_offer, paid, called)


@kernel
def technical_work(tokens: Array, seconds: Array) -> Array:
    """H100e-seconds that the tokens of each offer take, (offers,), from tokens in four flows, (offers, 4).

    Tokens of an offer whose seller cannot serve it (infinite seconds) take none: it has no price and no buyers.
    """
    out = np.zeros(tokens.shape[0])
    for o in range(out.size):
        for flow in range(FLOWS):
            if tokens[o, flow] > 0.0 and seconds[o, flow] < np.inf:
                out[o] += tokens[o, flow] * seconds[o, flow]
    return out
