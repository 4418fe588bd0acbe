"""Claims about what tokens and machines cost, each computed as it is stated."""

from collections.abc import Callable

from jevons.calibration.serving.claim_points import CHAT, DOCUMENT, USUAL, Lengths, Side, at_speeds, per_dollar
from jevons.calibration.serving.claim_rules import SAME_CHIP_SPREAD, At, Computed
from jevons.market.serving import Techniques, cost_per_token, hour_cost
from jevons.market.serving.doubt import MEASURED_SPREAD

R1 = "deepseek_v3"


def drafts_per_dollar() -> Computed:
    """c19."""
    plain = Side("gb200_nvl72", R1, "fp4", Techniques(apart=True))
    points = at_speeds(plain.using(drafts=1), plain, speeds=(30.0, 50.0, 75.0, 100.0, 150.0), measure=per_dollar)
    how = "DeepSeek-R1 in fp4 on GB200 NVL72, prefill apart, tokens a dollar: one draft over none"
    return Computed(how, tuple(points), SAME_CHIP_SPREAD)


def theoretical_margin() -> Computed:
    """c52: published tokens of a day at published prices, over their cost by the equations at the published rent."""
    read, written, cached, revenue, rent = 608e3, 168e3, 0.563, 562_027.0, 2.0
    points = []
    for prompt in (2048.0, 4096.0, 8192.0):
        size = Lengths(prompt, prompt * written / read)
        side = Side("h800", R1, "fp8", Techniques(apart=True, cached_share=cached))
        bill = cost_per_token(side.frontier(size), 20.0, rent)
        cost = read * ((1.0 - cached) * bill.fresh + cached * bill.cached) + written * bill.output
        points.append(At(f"{size} at 20", revenue / cost))
    how = "DeepSeek-R1 in fp8 on H800 at $2 an hour, a day's tokens at list prices over their computed cost"
    return Computed(how, tuple(points), MEASURED_SPREAD)


def output_cost() -> Computed:
    """c53: the machine is not told, so it is part of the menu."""
    sides = [Side(one, R1, "fp8") for one in ("h100", "h200", "b200")]
    points = [
        At(f"{side.system}, {size} at 36", cost_per_token(side.frontier(size), 36.0).output)
        for side in sides
        for size in USUAL
    ]
    how = "DeepSeek-R1 in fp8 at 36 tokens/s of a user: USD a million output tokens, machines owned"
    return Computed(how, tuple(points), MEASURED_SPREAD)


def price_of_speed() -> Computed:
    """c54."""
    points = []
    for size in (CHAT, DOCUMENT):
        found = Side("b200", R1, "fp4").frontier(size)
        fast, slow = (cost_per_token(found, speed).call for speed in (125.0, 50.0))
        points.append(At(f"{size}, 50 to 125", fast / slow))
    how = "DeepSeek-R1 in fp4 on B200 without drafts: cost a token at 125 tokens/s of a user over 50"
    return Computed(how, tuple(points), SAME_CHIP_SPREAD)


def ironwood() -> Computed:
    """c61."""
    over = hour_cost("tpu_v7") / hour_cost("gb200_nvl72")
    how = "cost of owning and running a chip for an hour: TPU7x over GB200, catalogue prices"
    return Computed(how, (At("an hour", over),), SAME_CHIP_SPREAD)


COSTS: dict[str, Callable[[], Computed]] = {
    "c19": drafts_per_dollar,
    "c52": theoretical_margin,
    "c53": output_cost,
    "c54": price_of_speed,
    "c61": ironwood,
}
