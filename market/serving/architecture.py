"""Model architectures as arrays, and how a size that nobody published scales from a public model."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

ROUTER_FLOOR = 0.1
"""Least share of the active parameters that lies outside the experts (attention, embeddings, router)."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """What the serving equations need to know of models; every field broadcasts to one shape, such as (m, q).

    Attributes:
        active: parameters used by one token.
        total: all parameters.
        expert: parameters inside routed experts; 0 for a dense model.
        layers: transformer layers.
        width: hidden size.
        experts: routed experts per layer; 1 for a dense model.
        top_k: routed experts per token; 1 for a dense model.
        kv_bytes: bytes of cache per token of context, all layers, as held.
        kv_heads: key-value heads over which the cache can be sharded; 1 for latent attention.
        kernels: kernel launches per layer (dense 7, mixture 11, hybrid 12, latent mixture 18).
        attention: FLOP per token and token of context in decode, all layers.
    """

    active: Floats
    total: Floats
    expert: Floats
    layers: Floats
    width: Floats
    experts: Floats
    top_k: Floats
    kv_bytes: Floats
    kv_heads: Floats
    kernels: Floats
    attention: Floats

    def broadcast(self) -> "Architecture":
        """The same with every field a contiguous float64 array of the common shape.

        Raises:
            ValueError: the fields' shapes do not broadcast, or a size is not positive and finite.
        """
        names = [f.name for f in fields(self)]
        arrays = np.broadcast_arrays(*(_floats(getattr(self, n)) for n in names))
        filled = dict(zip(names, (np.array(a, order="C") for a in arrays), strict=True))
        for name, array in filled.items():
            if not np.all(np.isfinite(array)) or np.any(array < 0) or (name != "expert" and np.any(array == 0)):
                raise ValueError(f"model {name}: every value must be positive and finite")
        return Architecture(**filled)

    def at(self, place: Any) -> "Architecture":
        """Some of the models: every field indexed alike."""
        return Architecture(**{f.name: np.ascontiguousarray(getattr(self, f.name)[place]) for f in fields(self)})


def reference_architecture(
    active: ArrayLike,
    total: ArrayLike,
    expert: ArrayLike,
    layers: ArrayLike,
    width: ArrayLike,
    experts: ArrayLike,
    top_k: ArrayLike,
    query_heads: ArrayLike,
    head_width: ArrayLike,
    kv_elements: ArrayLike,
    kv_heads: ArrayLike,
    context_share: ArrayLike,
    kernels: ArrayLike,
    kv_element_bytes: float = 2.0,
) -> Architecture:
    """Architecture of a published model from the numbers on its card.

    Args:
        active: parameters per token. total: all parameters. expert: parameters in experts.
        layers: count. width: hidden size. experts: per layer. top_k: experts per token.
        query_heads: count. head_width: width that a query attends with (latent models: 576).
        kv_elements: cache elements per token and layer.
        kv_heads: count, 1 for latent attention.
        context_share: share of layers that see the whole context (sliding windows lower it).
        kernels: launches per layer.
        kv_element_bytes: bytes per cache element.
    """
    deep = _floats(layers) * _floats(context_share)
    return Architecture(
        active=_floats(active),
        total=_floats(total),
        expert=_floats(expert),
        layers=_floats(layers),
        width=_floats(width),
        experts=_floats(experts),
        top_k=_floats(top_k),
        kv_bytes=deep * _floats(kv_elements) * kv_element_bytes,
        kv_heads=_floats(kv_heads),
        kernels=_floats(kernels),
        attention=4.0 * _floats(query_heads) * _floats(head_width) * deep,
    ).broadcast()


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def expert_parameters(active: ArrayLike, total: ArrayLike, experts: ArrayLike, top_k: ArrayLike) -> Floats:
    """Parameters in experts, from the totals and the routed share s = top_k / experts.

    active = N + s X and total = N + X give X = (total - active) / (1 - s), and N keeps at least
    `ROUTER_FLOOR` of the active parameters. A dense model (one expert) has none.
    """
    a, t = _floats(active), _floats(total)
    share = _floats(top_k) / _floats(experts)
    sparse = (share < 1.0) & (t > a)
    routed = (t - a) / np.where(sparse, 1.0 - share, 1.0)
    return np.where(sparse, np.minimum(routed, t - ROUTER_FLOOR * a), 0.0)


def scale_architecture(reference: Architecture, active: ArrayLike, total: ArrayLike) -> Architecture:
    """An unpublished model of given size, shaped like a published one.

    Parameters go with layers x width^2, so layers, width and experts scale with r = the cube root of the
    ratio of active parameters. Cache per layer, heads in the cache, experts per token and kernels per
    layer stay (Llama-3 holds 2,048 elements a layer at 8e9 and at 405e9; DeepSeek-V3 and Kimi K2 hold
    576), so the cache goes with r; query heads go with the width, so attention goes with r^2.

    Args:
        reference: the published model. active, total: parameters of the new one, any shape that
            broadcasts with the reference.

    Returns:
        The scaled architecture, broadcast.
    """
    a, t = _floats(active), _floats(total)
    r = np.cbrt(a / reference.active)
    experts = np.where(reference.experts > 1.0, np.maximum(reference.experts * r, reference.top_k), 1.0)
    return Architecture(
        active=a,
        total=t,
        expert=expert_parameters(a, t, experts, reference.top_k),
        layers=reference.layers * r,
        width=reference.width * r,
        experts=experts,
        top_k=reference.top_k,
        kv_bytes=reference.kv_bytes * r,
        kv_heads=reference.kv_heads,
        kernels=reference.kernels,
        attention=reference.attention * r * r,
    ).broadcast()


def blend_architectures(earlier: Architecture, later: Architecture, share: ArrayLike) -> Architecture:
    """Between two architectures: geometric in every number, the experts' parameters following from them.

    Args:
        earlier, later: architectures of one shape. share: 0 gives the earlier one, 1 the later one.
    """
    w = _floats(share)
    mixed = {
        f.name: _floats(getattr(earlier, f.name)) ** (1.0 - w) * _floats(getattr(later, f.name)) ** w
        for f in fields(Architecture)
        if f.name != "expert"
    }
    expert = expert_parameters(mixed["active"], mixed["total"], mixed["experts"], mixed["top_k"])
    return Architecture(expert=expert, **mixed).broadcast()
