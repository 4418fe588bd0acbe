"""The replica of a measured row, and what the serving equations say it delivers."""

from dataclasses import dataclass
from functools import cache

from jevons.calibration.serving.rows import Row
from jevons.market.serving import Precision, ServingConstants
from jevons.market.serving.batch import ACCEPTED, DRAFTED, Service, token_interval
from jevons.market.serving.memory import bytes_per_parameter
from jevons.market.serving.named import cards, chip_of_system, model_of_card, systems
from jevons.market.serving.physics import (
    Chip,
    Constants,
    Layout,
    Model,
    Step,
    decode_step,
    kernel_constants,
    prefill_seconds,
    token_compute,
    touched_share,
)
from jevons.market.serving.power import power_share

# MXFP4 has one scale for 32 numbers, NVFP4 (`fp4`) one for 16.
MXFP4_BYTES = 0.53125
# A synchronous engine works on the host for every sequence of a step (vLLM 0.11 in ML.ENERGY).
SYNCHRONOUS_SECONDS = 61e-6
# Prefill of a first token is spread over so many chips at most.
MOST_PREFILL_CHIPS = 4.0
ROUNDS = 60


@dataclass(frozen=True)
class Delivered:
    """What the equations say of a row.

    Attributes:
        output: output tokens/s a chip. user: tokens/s of one user. watts: of a chip.
        memory, compute: bytes/s over the chip's bandwidth, FLOP/s over its dense bf16 rate.
    """

    output: float
    user: float
    watts: float
    memory: float
    compute: float


@dataclass(frozen=True)
class Replica:
    """The replica of a row as the serving equations see it, with the chip's rated watts."""

    row: Row
    chip: Chip
    model: Model
    layout: Layout
    rated_watts: float


@cache
def base_constants() -> Constants:
    """The constants that the product uses."""
    return kernel_constants(ServingConstants())


def replica_of(row: Row) -> Replica:
    """The machine, model and layout of a row."""
    model = model_of(row)
    return Replica(row, chip_of(row), model, layout_of(row, model), float(systems()[row.system].power_w))


def vendor_of(row: Row) -> str:
    """Maker of the row's chip."""
    return systems()[row.system].vendor


def chip_of(row: Row) -> Chip:
    """The chip at the row's precision; a row tells its layout, and with it what prefill apart costs."""
    chip = chip_of_system(systems()[row.system], Precision.BF16 if row.precision == "bf16" else Precision.FP8)
    return chip._replace(apart=1.0)


def model_of(row: Row) -> Model:
    """The model at the row's precision; TensorRT keeps the cache of narrow models in 8 bits, others in 16."""
    tensor_rt = row.engine.lower() in ("trt", "dynamo-trt", "tensorrt-llm")
    narrow = tensor_rt and row.precision in ("fp8", "fp4")
    return model_of_card(cards()[row.model], _weight_bytes(row.precision), 1.0 if narrow else 2.0)


def _weight_bytes(precision: str) -> float:
    if precision == "mxfp4":
        return MXFP4_BYTES
    return float(bytes_per_parameter(int(Precision[precision.upper()])))


def layout_of(row: Row, model: Model) -> Layout:
    """How the row spreads a replica: experts exchange tokens only where every chip attends for itself."""
    n = row.decode_chips
    ranks = n if row.expert and model.expert > 0.0 else 1.0
    return Layout(n, 1.0 if row.data_parallel else n, ranks, row.data_parallel and ranks > 1.0)


def delivered(replica: Replica, constants: Constants, synchronous: float = SYNCHRONOUS_SECONDS) -> Delivered:
    """Tokens a second and watts of a replica under its load.

    Args:
        replica: of a row. constants: of the serving equations.
        synchronous: seconds of host work a sequence and step in a synchronous engine.
    """
    row, chip, model, layout = replica.row, replica.chip, replica.model, replica.layout
    c = constants._replace(sequence_seconds=synchronous) if row.group == "mlenergy" else constants
    verified, accepted = (DRAFTED, ACCEPTED) if row.speculates else (1.0, 1.0)
    service = Service(verified, accepted, row.disaggregated, 1.0)
    context = row.prompt + row.answer / 2.0
    step = decode_step(chip, model, layout, context, verified, c)
    fresh_tokens = row.prompt * (1.0 - row.hit)
    fresh = prefill_seconds(chip, model, row.prompt * (1.0 + row.hit) / 2.0, c)
    batch = row.batch / row.replicas
    if row.disaggregated:
        output, interval = _apart(row, chip, step, fresh_tokens * fresh, service)
    else:
        interleaved = fresh_tokens * fresh / layout.chips / row.answer
        interval = token_interval(step, batch, interleaved, chip, service)
        output = batch / (interval * layout.chips)
    reading = step.shared + step.experts * touched_share(step, batch) + step.cache * batch
    memory = reading * c.memory_efficiency * output * layout.chips / (batch * accepted)
    tokens = output * (verified / accepted) + output * fresh_tokens / row.answer
    compute = tokens * token_compute(chip, model, context, c) * c.compute_efficiency * chip.flops / chip.flops_bf16
    watts = replica.rated_watts * power_share(memory, compute, c)
    return Delivered(output, 1.0 / interval, watts, memory, compute)


def _apart(row: Row, chip: Chip, step: Step, prefill: float, service: Service) -> tuple[float, float]:
    """Output tokens/s a chip and ITL where prefill has chips of its own; `prefill` is chip-seconds a call.

    Calls a second are held by the sequences that are allowed at once, or by prefill; the batch follows from them.
    """
    most = row.prefill_chips * chip.stack / prefill
    first_token = prefill / min(row.prefill_chips, MOST_PREFILL_CHIPS)
    batch = row.batch / row.replicas
    calls = interval = 0.0
    for _ in range(ROUNDS):
        interval = token_interval(step, max(batch, 1e-3), 0.0, chip, service)
        calls = min(row.batch / (first_token + row.answer * interval), most)
        batch = 0.5 * (batch + calls * row.answer * interval / row.replicas)
    return calls * row.answer / row.chips, interval
