"""Published model architectures: the shapes that the sizes of the tiers are scaled from."""

from dataclasses import dataclass

from jevons.market.catalogue.sheet import one_of


@dataclass(frozen=True)
class Architecture:
    """A line of architectures.csv.

    Attributes:
        architecture: short name, unique.
        name: name of the model.
        total_params: parameters held.
        active_params: parameters at work for one token.
        layers: transformer layers.
        d_model: width of the residual stream.
        heads: query heads.
        head_dim: width of a head; of the latent where attention is latent.
        kv_heads: key and value heads.
        kv_elements: numbers cached per token and layer.
        kv_context_fraction: share of layers, or of the context, that a full cache covers.
        latent_attention: 1 where one latent is cached in place of keys and values, else 0.
        experts: experts per layer; 1 is a dense model.
        top_k: experts at work for one token.
        expert_params: parameters held in experts; 0 for a dense model.
        kernels_per_layer: kernel launches of a layer in decoding.
        basis: `source` or `judgement`.
        source: model card or report.
        url: its address.
        note: what is special.
    """

    architecture: str
    name: str
    total_params: float
    active_params: float
    layers: int
    d_model: int
    heads: int
    head_dim: int
    kv_heads: int
    kv_elements: int
    kv_context_fraction: float
    latent_attention: int
    experts: int
    top_k: int
    expert_params: float
    kernels_per_layer: int
    basis: str
    source: str
    url: str
    note: str

    def __post_init__(self) -> None:
        """Refuse sizes that cannot be.

        Raises:
            ValueError: with what is allowed.
        """
        one_of("basis", self.basis, ("source", "judgement"))
        if not 0 < self.active_params <= self.total_params:
            raise ValueError(f"{self.active_params:g} active of {self.total_params:g} parameters")
        if not 1 <= self.top_k <= self.experts:
            raise ValueError(f"{self.top_k} of {self.experts} experts")
        if not 0 < self.kv_context_fraction <= 1:
            raise ValueError(f"kv_context_fraction {self.kv_context_fraction:g}; must lie in (0, 1]")
