"""What buyers bring to the market in a month."""

from dataclasses import dataclass

from jevons.market.parameters.declare import Array


@dataclass(frozen=True)
class Wishes:
    """Tasks and adopters, summed over all pipelines.

    Attributes:
        execute: tasks by executing offer, (regions, workloads, offers).
        plan: tasks by planning offer, (regions, workloads, offers).
        adopters: units that run the pipeline, (pairs, regions).
        chat: chat adopters by offer held, (regions, offers).
        machines: units that bought a machine of their own, (segments,).
    """

    execute: Array
    plan: Array
    adopters: Array
    chat: Array
    machines: Array
