"""The equations against measured replicas.

`measured.csv` holds 18 aggregated InferenceMAX runs (gpt-oss-120b and DeepSeek-R1, fp8 or fp4 weights):
six drawn at random for each of H100, H200 and B200 (Python's `random.Random(20260318).sample`, chips in
that order, from 117 public runs sorted by identifier), kept whatever their error. The constants come from
a fit to runs of this family, so this guards the equations and is no test out of sample. Prompts and
answers are 80 to 100 % of their nominal length. TensorRT-LLM holds the cache in one byte, the others in two.
"""

import csv
from math import log
from pathlib import Path

import numpy as np
import pytest

from jevons.market.serving import Architecture, ServingSystems
from jevons.market.serving.batch import Service
from jevons.market.serving.physics import Chip, Constants, Layout, Model
from jevons.market.serving.replica import replica_rates

ROWS = list(csv.DictReader((Path(__file__).parent / "measured.csv").read_text().splitlines()))
WEIGHT_BYTES = {"fp8": 1.0, "fp4": 0.5625, "mxfp4": 0.531}
LENGTH = 0.9


def model_of(row: dict[str, str], card: Architecture) -> Model:
    size = WEIGHT_BYTES[row["precision"]]
    one_byte_cache = 0.5 if row["engine"] == "trt" else 1.0
    return Model(
        float(card.active),
        float(card.total - card.expert) * size,
        float(card.expert) * size,
        float(card.layers),
        float(card.width),
        float(card.experts),
        float(card.top_k),
        float(card.kv_bytes) * one_byte_cache,
        float(card.kv_heads),
        float(card.kernels),
        float(card.attention),
    )


def layout_of(row: dict[str, str]) -> Layout:
    chips, spread, copies = (
        float(row["chips"]),
        row["expert_parallel"] == "1",
        row["attention_parallel"] == "1",
    )
    return Layout(chips, 1.0 if copies else chips, chips if spread else 1.0, spread and copies)


def predicted(
    row: dict[str, str],
    systems: ServingSystems,
    names: list[str],
    cards: dict[str, Architecture],
    c: Constants,
) -> tuple[float, float]:
    y = names.index(row["system"])
    chip = Chip(
        float(systems.fp8_tflops[y]) * 1e12,
        float(systems.bf16_tflops[y]) * 1e12,
        float(systems.bandwidth_tb_s[y]) * 1e12,
        float(systems.memory_gb[y]) * 1e9,
        float(systems.link_gb_s[y]) * 1e9,
        float(systems.world[y]),
        1.0,
        1.0,
    )
    lengths = LENGTH * float(row["prompt"]), LENGTH * float(row["answer"])
    once = Service(1.0, 1.0, 1.0)
    batch = float(row["batch"])
    return replica_rates(chip, model_of(row, cards[row["model"]]), layout_of(row), batch, *lengths, 0.0, once, c)


@pytest.mark.parametrize(("rate", "column"), [(0, "tokens_s_chip"), (1, "tokens_s_user")])
def test_equations_meet_measured_replicas(
    rate: int,
    column: str,
    systems: ServingSystems,
    names: list[str],
    cards: dict[str, Architecture],
    c: Constants,
) -> None:
    errors = [log(predicted(row, systems, names, cards, c)[rate] / float(row[column])) for row in ROWS]
    assert len(errors) == 18
    assert np.median(np.abs(errors)) < 0.35
    assert abs(np.median(errors)) < 0.35


def test_a_cache_hit_frees_the_replica(c: Constants) -> None:
    chip = Chip(1979e12, 989e12, 3.35e12, 80e9, 450e9, 8.0, 1.0, 1.0)
    dense = Model(8e9, 8e9, 0.0, 32.0, 4096.0, 1.0, 1.0, 131072.0, 8.0, 7.0, 4 * 32 * 128 * 32)
    one = Layout(1.0, 1.0, 1.0, False)
    once = Service(1.0, 1.0, 1.0)
    cold = replica_rates(chip, dense, one, 64.0, 8000.0, 500.0, 0.0, once, c)
    warm = replica_rates(chip, dense, one, 64.0, 8000.0, 500.0, 0.9, once, c)
    assert warm[0] > cold[0]
    assert warm[1] > cold[1]


def test_an_immature_stack_scales_both_rates(c: Constants) -> None:
    chip = Chip(1979e12, 989e12, 3.35e12, 80e9, 450e9, 8.0, 1.0, 1.0)
    dense = Model(8e9, 8e9, 0.0, 32.0, 4096.0, 1.0, 1.0, 131072.0, 8.0, 7.0, 4 * 32 * 128 * 32)
    one = Layout(1.0, 1.0, 1.0, False)
    full = replica_rates(chip, dense, one, 64.0, 8000.0, 500.0, 0.0, Service(1.0, 1.0, 1.0), c)
    part = replica_rates(chip._replace(stack=0.78), dense, one, 64.0, 8000.0, 500.0, 0.0, Service(1.0, 1.0, 1.0), c)
    assert part == pytest.approx((0.78 * full[0], 0.78 * full[1]))
