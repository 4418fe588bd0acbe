"""Claims about machines, each computed as it is stated: what is compared, at which operating points."""

from collections.abc import Callable
from math import hypot

from jevons.calibration.serving.claim_points import (
    CHAT,
    DOCUMENT,
    SPEEDS,
    Lengths,
    Side,
    at_speeds,
    output_per_joule,
    per_dollar,
    per_joule,
    spread_between,
)
from jevons.calibration.serving.claim_rules import SAME_CHIP_SPREAD, At, Computed
from jevons.calibration.serving.rows import read_rows
from jevons.calibration.serving.score import score_rows
from jevons.market.serving import Precision, ServingConstants, Techniques, local_speed
from jevons.market.serving.doubt import LOCAL_SPREAD, MEASURED_SPREAD
from jevons.market.serving.memory import bytes_per_parameter
from jevons.market.serving.named import system_named

R1 = "deepseek_v3"
APART = Techniques(apart=True)
NVL72 = Side("gb200_nvl72", R1, "fp4", APART)
NVL72_DRAFTING = NVL72.using(drafts=1)
NODE = Side("b200", R1, "fp4")
FAST = (*SPEEDS, 150.0, 200.0, 300.0)


def dynamo_on_blackwell() -> Computed:
    """c01: whatever goes by the name, machine and drafts included, as the measured comparison had it."""
    return Computed(
        "DeepSeek-R1 in fp4: GB200 NVL72, prefill apart and one draft, over one replica on B200 without drafts",
        tuple(at_speeds(NVL72_DRAFTING, NODE)),
        spread_between(NVL72_DRAFTING, NODE),
    )


def dynamo_over_hopper() -> Computed:
    """c02."""
    hopper = Side("h200", R1, "fp8")
    return Computed(
        "DeepSeek-R1: GB200 NVL72 in fp4, prefill apart and one draft, over H200 in fp8",
        tuple(at_speeds(NVL72_DRAFTING, hopper)),
        spread_between(NVL72_DRAFTING, hopper),
    )


def trainium_before_cerebras() -> Computed:
    """c06: tokens a CS-3-second where Trainium prefills, over those where CS-3 does both."""
    points = []
    for size in (CHAT, DOCUMENT, Lengths(32768.0, 1024.0)):
        alone, relieved = (
            side.frontier(size)
            for side in (
                Side("cerebras_cs3", "llama_3_70b"),
                Side("cerebras_cs3", "llama_3_70b", how=Techniques(prefill="trn3")),
            )
        )
        points.append(At(str(size), 1.0 / float(relieved.points["decode"][-1] * alone.output[-1])))
    how = "Llama-3-70B: output tokens a second of a CS-3, prefill on Trainium 3, over CS-3 alone; Trainium not counted"
    return Computed(how, tuple(points), SAME_CHIP_SPREAD)


def cerebras_over_trainium() -> Computed:
    """c07: one user's tokens/s at best."""
    return _fastest("one user's tokens/s at best: CS-3 over Trainium 2 and 3", ("trn2", "trn3"))


def cerebras_over_gpus() -> Computed:
    """c55."""
    return _fastest("one user's tokens/s at best: CS-3 over H100 and B200", ("h100", "b200"))


def _fastest(how: str, systems: tuple[str, ...]) -> Computed:
    models = ("llama_3_8b", "llama_3_70b", "llama_3_405b", "gpt_oss_120b")
    wafer = {model: Side("cerebras_cs3", model).frontier(CHAT) for model in models}
    others = {(one, model): Side(one, model).frontier(CHAT) for one in systems for model in models}
    points = [At(f"{model} on {one}", wafer[model].fastest / found.fastest) for (one, model), found in others.items()]
    doubt = hypot(max(one.spread for one in wafer.values()), max(one.spread for one in others.values()))
    return Computed(how, tuple(points), doubt)


def lpx_beside_rubin() -> Computed:
    """c08."""
    lpx = Side("groq3_lpx", "kimi_k2", "fp8", Techniques(prefill="vr200_nvl72", beside=True))
    blackwell = Side("gb200_nvl72", "kimi_k2", "fp4", Techniques(apart=True, drafts=3))
    size = Lengths(400.0 * 1024.0, 1024.0)
    speeds = (50.0, 100.0, 150.0, 200.0, 300.0, 400.0)
    return Computed(
        "Kimi-K2, output tokens a joule, the prompt being in caches: LPX in fp8 with Rubin NVL72 attending, over "
        "GB200 NVL72 in fp4 with three drafts",
        tuple(at_speeds(lpx, blackwell, (size,), speeds, output_per_joule)),
        hypot(lpx.frontier(size).spread, blackwell.frontier(size).spread),
    )


def rubin_per_watt() -> Computed:
    """c10."""
    return _rubin("tokens a joule", per_joule)


def rubin_per_dollar() -> Computed:
    """c11."""
    return _rubin("tokens a dollar", per_dollar)


def _rubin(what: str, measure: Callable[..., float]) -> Computed:
    size = Lengths(32768.0, 8192.0)
    rubin, blackwell = (Side(one, "kimi_k2", "fp4", APART) for one in ("vr200_nvl72", "gb200_nvl72"))
    points = [
        one
        for drafts in (0, 3)
        for one in at_speeds(
            rubin.using(drafts=drafts),
            blackwell.using(drafts=drafts),
            (size,),
            FAST,
            measure,
            prefix=f"{drafts} drafts, ",
        )
    ]
    how = f"Kimi-K2 in fp4, {what}: Rubin over GB200, both NVL72, prefill apart, without drafts and with three"
    return Computed(how, tuple(points), spread_between(rubin, blackwell, size))


def rack_over_node() -> Computed:
    """c25 and c27."""
    return Computed(
        "DeepSeek-R1 in fp4 without drafts: GB200 NVL72, prefill apart, over one replica on B200",
        tuple(at_speeds(NVL72, NODE, speeds=(20.0, 30.0, 50.0, 60.0, 75.0, 100.0, 130.0))),
        spread_between(NVL72, NODE),
    )


def blackwell_ultra() -> Computed:
    """c28."""
    ultra = Side("gb300_nvl72", R1, "fp4", APART)
    how = "DeepSeek-R1 in fp4: GB300 over GB200, both NVL72, prefill apart"
    return Computed(how, tuple(at_speeds(ultra, NVL72)), spread_between(ultra, NVL72))


def blackwell_over_hopper() -> Computed:
    """c29."""
    hopper = Side("h200", R1, "fp8")
    return Computed(
        "DeepSeek-R1: GB200 NVL72 in fp4, prefill apart and one draft, over H200 in fp8",
        tuple(at_speeds(NVL72_DRAFTING, hopper, (DOCUMENT,))),
        spread_between(NVL72_DRAFTING, hopper),
    )


def rack_over_h100() -> Computed:
    """c30."""
    hopper = Side("h100", R1, "fp8", APART)
    return Computed(
        "DeepSeek-R1, prefill apart: GB200 NVL72 in fp4 with one draft, over H100 in fp8",
        tuple(at_speeds(NVL72_DRAFTING, hopper, speeds=(20.0, 30.0, 40.0, 50.0, 75.0, 100.0, 116.0))),
        spread_between(NVL72_DRAFTING, hopper),
    )


def b200_per_megawatt() -> Computed:
    """c31: H100 unpacks 4-bit weights and computes wider."""
    new, old = Side("b200", "gpt_oss_120b", "fp4"), Side("h100", "gpt_oss_120b", "int4")
    points = at_speeds(new, old, speeds=(20.0, 30.0, 50.0, 90.0, 180.0), measure=per_joule)
    how = "gpt-oss-120b, tokens a joule: B200 in fp4 over H100 with 4-bit weights"
    return Computed(how, tuple(points), spread_between(new, old))


def mi355x_over_mi300x() -> Computed:
    """c32."""
    new, old = Side("mi355x", "gpt_oss_120b", "fp4"), Side("mi300x", "gpt_oss_120b", "int4")
    how = "gpt-oss-120b: MI355X in fp4 over MI300X with 4-bit weights"
    return Computed(how, tuple(at_speeds(new, old)), spread_between(new, old))


def galaxy() -> Computed:
    """c56."""
    sides = {f"{k} drafts": Side("galaxy_blackhole", R1, "fp8", Techniques(drafts=k)) for k in (0, 1, 3)}
    points = tuple(At(name, side.frontier(CHAT).fastest) for name, side in sides.items())
    how = "DeepSeek-R1 in fp8 on Galaxy Blackhole: one user's tokens/s at best"
    return Computed(how, points, sides["0 drafts"].frontier(CHAT).spread)


def laptop() -> Computed:
    """c57."""
    found = Side("m5_max", "llama_3_70b", "int4").frontier(Lengths(128.0, 128.0))
    return Computed("Llama-3-70B in 4 bits on an M5 Max, short context", (At("one user", found.fastest),), found.spread)


def gaming_card() -> Computed:
    """c58."""
    card = system_named("rtx5090")
    speed = local_speed(card.bandwidth_tb_s, card.memory_gb, 7e9, 7e9)
    return Computed("7e9 parameters in 4 bits on an RTX 5090, short context", (At("one user", speed),), LOCAL_SPREAD)


def quietbox() -> Computed:
    """c59: what fits, not how fast it is."""
    memory = system_named("quietbox2").memory_gb * ServingConstants().plan_memory
    held = memory / bytes_per_parameter(int(Precision.INT4))
    how = "parameters in 4 bits, 1e9, that fit the memory of a QuietBox 2"
    return Computed(how, (At("in 4 bits", held),), SAME_CHIP_SPREAD)


def first_round() -> Computed:
    """c51."""
    rows = [row for row in read_rows()[0] if row.group == "mlperf" and row.model == R1 and row.system != "gb300"]
    points = [
        At(f"{one.row.system}, {one.row.id}", one.found.output / one.row.output)
        for one in score_rows(rows)
        if one.row.output is not None
    ]
    how = "DeepSeek-R1 in MLPerf 5.1 on B200 and GB200: tokens/s computed over measured"
    return Computed(how, tuple(points), SAME_CHIP_SPREAD)


def ultra_offline() -> Computed:
    """c62: the largest batch, whatever users see."""
    cases = {
        "DeepSeek-R1 offline": ("deepseek_v3", Lengths(800.0, 3700.0)),
        "Llama-2-70B offline": ("llama_2_70b", Lengths(300.0, 300.0)),
    }
    points = [
        At(name, float(Side("gb300_nvl72", model, "fp4").frontier(size).output[0]))
        for name, (model, size) in cases.items()
    ]
    return Computed("fp4 on GB300 NVL72: most output tokens/s a chip", tuple(points), MEASURED_SPREAD)


MACHINES: dict[str, Callable[[], Computed]] = {
    "c01": dynamo_on_blackwell,
    "c02": dynamo_over_hopper,
    "c06": trainium_before_cerebras,
    "c07": cerebras_over_trainium,
    "c08": lpx_beside_rubin,
    "c10": rubin_per_watt,
    "c11": rubin_per_dollar,
    "c25": rack_over_node,
    "c27": rack_over_node,
    "c28": blackwell_ultra,
    "c29": blackwell_over_hopper,
    "c30": rack_over_h100,
    "c31": b200_per_megawatt,
    "c32": mi355x_over_mi300x,
    "c51": first_round,
    "c55": cerebras_over_gpus,
    "c56": galaxy,
    "c57": laptop,
    "c58": gaming_card,
    "c59": quietbox,
    "c62": ultra_offline,
}
