"""Rows of public serving benchmarks, read as they are written in `measurements.csv` or a file of the same columns."""

import csv
import io
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from jevons.calibration.cells import Cells, EvidenceError

# Groups whose rows say tokens a second of a replica in steady state; the others lack it or have gaps between calls.
SCORED = ("infmax_agg", "infmax_disagg", "mlenergy", "mlperf")
PRECISIONS = ("bf16", "fp8", "fp4", "mxfp4")
# ML.ENERGY's prompts, whose length its rows do not tell; InferenceX draws lengths from 80 to 100 % of what it names.
CHAT_PROMPT, DRAWN_LENGTH = 300.0, 0.9


@dataclass(frozen=True)
class Row:
    """One measured point.

    Attributes:
        id, group: name of the row and of its family.
        system, model, engine: machine and model as the catalogue names them, software as the row does.
        precision: of the weights, one of `PRECISIONS`.
        chips: of all replicas together. decode_chips: of one decoding replica. prefill_chips: of all that prefill.
        replicas: that decode. expert: whether experts are spread over chips.
        data_parallel: whether every chip has its own copy of attention.
        prompt, answer: mean tokens of a call. hit: share of the prompt read from a cache.
        batch: sequences in all replicas. first_token: seconds to it, 0 where unknown.
        speculates: whether tokens are drafted and checked.
        output: output tokens/s and chip. user: tokens/s of one user. watts: of a chip. joules: per output token.
            Each None where it was not measured.
        wall: whether watts are of the server's plug, not of the chip.
    """

    id: str
    group: str
    system: str
    model: str
    engine: str
    precision: str
    chips: float
    decode_chips: float
    prefill_chips: float
    replicas: float
    expert: bool
    data_parallel: bool
    prompt: float
    answer: float
    hit: float
    batch: float
    speculates: bool
    output: float | None
    user: float | None
    watts: float | None
    joules: float | None
    wall: bool

    @property
    def disaggregated(self) -> bool:
        """Whether prefill has chips of its own."""
        return self.prefill_chips > 0.0


@dataclass(frozen=True)
class Skipped:
    """A row that is not scored, and why."""

    id: str
    reason: str


def read_rows(path: Path | None = None) -> tuple[list[Row], list[Skipped]]:
    """Rows that can be scored, and the others with the reason.

    Args:
        path: a file with the columns of `measurements.csv`; that file itself if None.

    Raises:
        EvidenceError: the file cannot be read, a column is missing, or a cell is not what it should be.
    """
    if path is None:
        text = resources.files("jevons.calibration.serving").joinpath("measurements.csv").read_text(encoding="utf-8")
    else:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise EvidenceError(f"{path}: cannot be read: {error}") from None
    name = str(path or "measurements.csv")
    table = csv.DictReader(io.StringIO(text))
    missing = [column for column in COLUMNS if column not in (table.fieldnames or ())]
    if missing:
        raise EvidenceError(f"{name}: columns missing: {', '.join(missing)}; needed: {', '.join(COLUMNS)}")
    rows: list[Row] = []
    skipped: list[Skipped] = []
    for number, record in enumerate(table, start=2):
        cells = Cells(record, f"{name}, line {number}")
        reason = reason_to_skip(record)
        if reason:
            skipped.append(Skipped(record["id"], reason))
        else:
            rows.append(_row(record, cells))
    if not rows and not skipped:
        raise EvidenceError(f"{name}: has no rows")
    return rows, skipped


def reason_to_skip(record: dict[str, str]) -> str:
    """Why a row is not scored; empty if it is."""
    if record["group"] not in SCORED:
        return f"group {record['group']!r} is not scored: no steady tokens a second of a whole replica"
    if record["flag"].strip().startswith(("exclude_fit", "offline")):
        return record["flag"].strip()
    if record["model_key"] not in MODELS:
        return f"model {record['model_key']!r} is not in the catalogue"
    if record["hardware"] not in SYSTEMS:
        return f"hardware {record['hardware']!r} is not scored; known: {', '.join(SYSTEMS)}"
    if record["weight_prec"] not in PRECISIONS:
        return f"precision {record['weight_prec']!r} is not known; known: {', '.join(PRECISIONS)}"
    if not record["concurrency"].strip():
        return "concurrency is not given"
    return ""


def _row(record: dict[str, str], cells: Cells) -> Row:
    group, engine = record["group"], record["framework"]
    chips, tensor = cells.number("n_gpus"), cells.number("tp")
    batch = cells.number("concurrency")
    data_parallel = record["dp_attn"] == "1" or engine == "dynamo-sglang"
    expert = cells.number("ep") > 1.0 or engine == "dynamo-sglang"
    decode, prefill, replicas = chips, 0.0, 1.0
    if group == "mlperf":
        # Many replicas behind one load: the concurrency is that of the whole system.
        decode, replicas = tensor, chips / tensor
    elif record["disagg"] == "1":
        replicas = cells.number("n_decode_workers")
        decode, prefill = cells.number("n_decode_gpu") / replicas, cells.number("n_prefill_gpu")
    drawn = DRAWN_LENGTH if group.startswith("infmax") else 1.0
    return Row(
        id=record["id"],
        group=group,
        system=SYSTEMS[record["hardware"]],
        model=MODELS[record["model_key"]],
        engine=engine,
        precision=record["weight_prec"],
        chips=chips,
        decode_chips=decode,
        prefill_chips=prefill,
        replicas=replicas,
        expert=expert,
        data_parallel=data_parallel,
        prompt=(cells.optional_number("isl") or CHAT_PROMPT) * drawn,
        answer=cells.number("osl") * drawn,
        hit=cells.optional_number("cache_hit") or 0.0,
        batch=batch,
        speculates=record["spec"] not in ("", "none"),
        output=cells.optional_number("out_tok_s_gpu"),
        user=cells.optional_number("interactivity_tok_s_user"),
        watts=cells.optional_number("power_w_gpu"),
        joules=cells.optional_number("j_per_out_tok"),
        wall=group == "mlperf",
    )


COLUMNS = (
    "id",
    "group",
    "hardware",
    "n_gpus",
    "framework",
    "model_key",
    "weight_prec",
    "isl",
    "osl",
    "concurrency",
    "tp",
    "ep",
    "dp_attn",
    "disagg",
    "n_prefill_gpu",
    "n_decode_gpu",
    "n_decode_workers",
    "spec",
    "out_tok_s_gpu",
    "interactivity_tok_s_user",
    "power_w_gpu",
    "j_per_out_tok",
    "cache_hit",
    "flag",
)
SYSTEMS = {name: name for name in ("h100", "h200", "b200", "gb200", "gb300", "b300", "mi300x", "mi325x", "mi355x")}
MODELS = {
    "dsr1": "deepseek_v3",
    "gptoss": "gpt_oss_120b",
    "gptoss20": "gpt_oss_20b",
    "l2-70b": "llama_2_70b",
    "l70b": "llama_3_70b",
    "l405b": "llama_3_405b",
    "l8b": "llama_3_8b",
    "mixtral": "mixtral_8x7b",
    "q8b": "qwen3_8b",
    "q14b": "qwen3_14b",
    "q32b": "qwen3_32b",
    "q30a3": "qwen3_30b_a3b",
    "q235a22": "qwen3_235b_a22b",
    "q480a35": "qwen3_coder_480b_a35b",
    "g12b": "gemma_3_12b",
    "g27b": "gemma_3_27b",
    "scout": "llama_4_scout",
    "mav": "llama_4_maverick",
    "nem9": "nemotron_nano_9b_v2",
    "nem12": "nemotron_nano_12b_v2",
    "kimi": "kimi_k2",
    "mmx": "minimax_m2",
    "q397": "qwen3_5_397b_a17b",
}
