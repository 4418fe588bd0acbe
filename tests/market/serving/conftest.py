"""Machines and models of the catalogue as the serving equations read them."""

import csv
from dataclasses import fields
from importlib.resources import files

import numpy as np
import pytest

from jevons.market.serving import (
    Architecture,
    Precision,
    ServingConstants,
    ServingSystems,
    blend_architectures,
    reference_architecture,
    role_of,
    scale_architecture,
)
from jevons.market.serving.physics import Constants, kernel_constants

YEARS = np.array([*range(2023, 2036), 2035.9])
TIER_MODELS = {
    # tier: model and sizes of January 2023, model and sizes of December 2025, yearly growth after that
    "frontier": ("mixtral_8x7b", 220e9, 1300e9, "kimi_k2", 60e9, 1200e9, 1.0),
    "mid": ("llama_2_70b", 100e9, 100e9, "qwen3_235b_a22b", 20e9, 300e9, 0.85),
    "small": ("llama_3_8b", 13e9, 13e9, "qwen3_30b_a3b", 4e9, 40e9, 0.9),
    "embed": ("qwen3_8b", 0.35e9, 0.35e9, "qwen3_8b", 0.35e9, 0.35e9, 1.0),
    "local": ("llama_3_8b", 7e9, 7e9, "gpt_oss_20b", 5e9, 25e9, 0.95),
}
LAYER_SECONDS = {"cerebras_cs3": 6e-6, "groq_lpu_v1": 42e-6}


def rows(name: str) -> list[dict[str, str]]:
    text = (files("jevons.market.catalogue") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def number(text: str) -> float:
    return float(text) if text else 0.0


@pytest.fixture(scope="session")
def catalogue() -> list[dict[str, str]]:
    return rows("systems.csv")


@pytest.fixture(scope="session")
def names(catalogue: list[dict[str, str]]) -> list[str]:
    return [row["system"] for row in catalogue]


@pytest.fixture(scope="session")
def systems(catalogue: list[dict[str, str]]) -> ServingSystems:
    def column(name: str) -> np.ndarray:
        return np.array([number(row[name]) for row in catalogue])

    amd = np.array([row["vendor"] == "amd" for row in catalogue])
    roles = [role_of(r["role"], number(r["memory_gb"]), number(r["sram_gb"])) for r in catalogue]
    return ServingSystems(
        bf16_tflops=column("bf16_tflops"),
        fp8_tflops=column("fp8_tflops"),
        fp4_tflops=column("fp4_tflops"),
        memory_gb=column("memory_gb"),
        bandwidth_tb_s=column("bandwidth_tb_s"),
        sram_gb=column("sram_gb"),
        chips=column("chips"),
        power_w=column("power_w"),
        link_gb_s=column("scaleup_gb_s"),
        world=column("scaleup_world"),
        role=np.array([int(role) for role in roles]),
        stack=np.where(amd, 0.78, 1.0),
        exchange=np.where(amd, 5.0, 1.0),
        apart=np.where(amd, 0.75, 1.0),
        layer_seconds=np.array([LAYER_SECONDS.get(r["system"], 0.0) for r in catalogue]),
    )


@pytest.fixture(scope="session")
def cards() -> dict[str, Architecture]:
    """Published architectures, cache held in 16 bits."""
    return {
        row["architecture"]: reference_architecture(
            active=number(row["active_params"]),
            total=number(row["total_params"]),
            expert=number(row["expert_params"]),
            layers=number(row["layers"]),
            width=number(row["d_model"]),
            experts=number(row["experts"]),
            top_k=number(row["top_k"]),
            query_heads=number(row["heads"]),
            head_width=number(row["head_dim"]),
            kv_elements=number(row["kv_elements"]),
            kv_heads=number(row["kv_heads"]),
            context_share=number(row["kv_context_fraction"]),
            kernels=number(row["kernels_per_layer"]),
        )
        for row in rows("architectures.csv")
    }


@pytest.fixture(scope="session")
def models(cards: dict[str, Architecture]) -> Architecture:
    """The five tiers on 14 dates: between the two dated sizes geometric, after that growing."""
    columns = []
    for first, a0, t0, last, a1, t1, growth in TIER_MODELS.values():
        grown = growth ** np.maximum(YEARS - 2025.92, 0.0)
        earlier = scale_architecture(cards[first], np.full(len(YEARS), a0), t0)
        later = scale_architecture(cards[last], a1 * grown, t1 * grown)
        columns.append(blend_architectures(earlier, later, np.clip((YEARS - 2023) / 2.92, 0.0, 1.0)))
    return Architecture(
        **{f.name: np.stack([getattr(col, f.name) for col in columns], axis=-1) for f in fields(Architecture)}
    )


@pytest.fixture(scope="session")
def precision() -> np.ndarray:
    """Format of the weights (14, 5): bf16, fp8 from 2024-07, fp4 from 2025-09; local files 4-bit."""
    dated = np.select([YEARS < 2024.5, YEARS < 2025.7], [Precision.BF16, Precision.FP8], Precision.FP4)
    return np.stack([dated] * 4 + [np.full(len(YEARS), Precision.INT4)], axis=-1)


@pytest.fixture(scope="session")
def speed() -> np.ndarray:
    """Tokens per second of one user, by tier."""
    return np.array([20.0, 30.0, 50.0, 100.0, 30.0])


@pytest.fixture(scope="session")
def c() -> Constants:
    return kernel_constants(ServingConstants())
