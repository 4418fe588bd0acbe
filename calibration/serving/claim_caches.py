"""Claims about caches of prompts, each computed as it is stated."""

from collections.abc import Callable

import numpy as np

from jevons.calibration.serving.claim_points import (
    Lengths,
    Side,
    at_speeds,
    chip_and_model,
    per_chip,
    per_joule,
)
from jevons.calibration.serving.claim_rules import SAME_CHIP_SPREAD, At, Computed
from jevons.calibration.serving.replicas import base_constants
from jevons.market.serving import Techniques
from jevons.market.serving.physics import Model
from jevons.market.serving.points import Call, Point, pod_points

R1 = "deepseek_v3"
# Of an agent's trace nineteen tokens of twenty have been sent before.
AGENT = 0.95
LONG = Lengths(32.0 * 1024.0, 1024.0)
LONGER = Lengths(96.0 * 1024.0, 1024.0)


def flash_for_caches() -> Computed:
    """c04."""
    return _flash("tokens/s", per_chip)


def flash_for_joules() -> Computed:
    """c05."""
    return _flash("tokens a joule, storage not counted", per_joule)


def _flash(what: str, measure: Callable[..., float]) -> Computed:
    points = []
    for sessions in (1, 10, 100, 1000, 10000):
        base = Side("gb200_nvl72", R1, "fp4", Techniques(apart=True, drafts=1, cached_share=AGENT, sessions=sessions))
        flash, host = base.using(offload="flash"), base.using(offload="host")
        points += at_speeds(flash, host, (LONG, LONGER), (50.0,), measure, f"{sessions} sessions for one answered, ")
    how = f"DeepSeek-R1 in fp4 on GB200 NVL72, an agent's calls, {what}: caches on shared flash over in hosts' memory"
    return Computed(how, tuple(points), SAME_CHIP_SPREAD)


def routed_coder() -> Computed:
    """c37: throughput; no time to the first token is computed."""
    return _routed(Side("b200", "qwen3_coder_480b_a35b", "fp8"), "Qwen3-Coder-480B in fp8 on B200")


def routed_large() -> Computed:
    """c38."""
    return _routed(Side("h100", "llama_3_70b", "fp8"), "Llama-3-70B in fp8 on H100")


def routed_small() -> Computed:
    """c39."""
    return _routed(Side("h100", "llama_3_8b", "fp8"), "Llama-3.1-8B in fp8 on H100")


def _routed(side: Side, where: str) -> Computed:
    points = []
    for share in (0.5, 0.75, 0.9, 0.95):
        for replicas in (2, 8):
            known = side.using(cached_share=share, replicas=replicas)
            prefix = f"{share:.0%} sent before, {replicas} replicas, "
            points += at_speeds(known, known.using(routed=False), (LONG,), (30.0, 50.0), prefix=prefix)
    return Computed(f"{where}: calls sent where their cache is, over in turn", tuple(points), SAME_CHIP_SPREAD)


def shared_store() -> Computed:
    """c41: the hit shares are the measured ones."""
    side = Side("gb200_nvl72", "kimi_k2", "fp4")
    points = at_speeds(
        side.using(cached_share=0.922), side.using(cached_share=0.017), (Lengths(16384.0, 512.0), LONG, LONGER)
    )
    how = "Kimi-K2 in fp4 on GB200 NVL72: 92.2 % of prompts from caches over 1.7 %"
    return Computed(how, tuple(points), SAME_CHIP_SPREAD)


def offload_by_users() -> Computed:
    """c42: one replica of four chips, a quarter of its users being answered at a time."""
    waiting = 4.0
    chip, model = chip_and_model("b200", R1, "fp4", cache_bytes=1.0)
    size = Lengths(75.0 * 1024.0, 512.0)

    def output(offload: str) -> tuple[list[float], list[float]]:
        how = Techniques(cached_share=AGENT, sessions=waiting, offload=offload)  # type: ignore[arg-type]
        points = pod_points(chip, model, 4.0, Call(size.prompt, size.answer, how), None, base_constants())
        return [one.batch * waiting for one in points], [one.output for one in points]

    kept, dropped = output("host"), output("none")
    users = (16.0, 24.0, 32.0, 48.0, 64.0)
    gains = np.exp([_logs_at(one, *kept) - _logs_at(one, *dropped) for one in users])
    points = tuple(At(f"{one:g} users", float(gain)) for one, gain in zip(users, gains, strict=True))
    how = (
        "DeepSeek-R1 in fp4 on 4 B200, 75k tokens, 8-bit cache, a quarter of users answered: caches to hosts, over none"
    )
    return Computed(how, points, SAME_CHIP_SPREAD)


def _logs_at(users: float, known: list[float], output: list[float]) -> float:
    return float(np.interp(np.log(users), np.log(known), np.log(output)))


def divided_cache() -> Computed:
    """c44: a cache of one head, held by every chip of the node or divided among them."""
    chip, model = chip_and_model("b200", "kimi_k2", "fp4")
    divided = model._replace(kv_heads=8.0)
    size = Lengths(67.0 * 1024.0, 400.0)

    def most(held: Model, share: float) -> float:
        call = Call(size.prompt, size.answer, Techniques(cached_share=share))
        points: list[Point] = pod_points(chip, held, 8.0, call, None, base_constants())
        return max(one.output for one in points)

    points = [At(f"{share:.0%} sent before", most(divided, share) / most(model, share)) for share in (0.5, 0.9, 0.95)]
    how = "Kimi-K2 in fp4 on 8 B200, 67k/400, at the best batch: cache divided among chips, over a copy on each"
    return Computed(how, tuple(points), SAME_CHIP_SPREAD)


CACHES: dict[str, Callable[[], Computed]] = {
    "c04": flash_for_caches,
    "c05": flash_for_joules,
    "c37": routed_coder,
    "c38": routed_large,
    "c39": routed_small,
    "c41": shared_store,
    "c42": offload_by_users,
    "c44": divided_cache,
}
