"""Layers of a network in groups that people know: stages of the encoder, blocks of the decoder, the head."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch

ENCODER, DECODER, HEAD, METADATA = "encoder", "decoder", "head", "metadata"

_PARTS = {"encoder": ENCODER, "decoder": DECODER, "segmentation_head": HEAD, "metadata_layers": METADATA}
"""By the start of a layer's name in segmentation-models-pytorch."""

_PROBE_PX = 64


@dataclass(frozen=True)
class Group:
    """A stage of the encoder, a block of the decoder, the head.

    Attributes:
        part: ``ENCODER``, ``DECODER``, ``HEAD`` or ``METADATA``.
        block: of the encoder the stage 1-5, which has 1/2, 1/4, ... 1/32 of the image's size (0: leads to no feature
            map that the decoder reads); of the decoder the block's name, from ``1`` (coarsest) on in a U-Net.
    """

    part: str
    block: str = ""


class LayerGroups:
    """Tells the group of each layer of one network."""

    def __init__(self, network: torch.nn.Module, bands: int) -> None:
        """Args: ``network`` in evaluation mode, with an encoder that takes ``bands``."""
        assert isinstance(network.encoder, torch.nn.Module)
        self._stages = _encoder_stages(network.encoder, bands)

    def group_of(self, layer: str) -> Group:
        """The group of a layer by its name in the network, ``decoder.blocks.0.conv1.0``."""
        top, *below = layer.split(".")
        part = _PARTS[top]
        if part == ENCODER:
            return Group(ENCODER, str(self._stages.get(".".join(below), 0)))
        return Group(DECODER, _decoder_block(below)) if part == DECODER else Group(part)


def _decoder_block(names: Sequence[str]) -> str:
    """``1`` to ``5`` in a U-Net; elsewhere the first name, with the item of a list: ``aspp``, ``blocks.x_0_1``."""
    if names[0] == "blocks" and names[1].isdigit():
        return str(int(names[1]) + 1)
    listed = len(names) > 1 and re.fullmatch(r"\d+|x_\d+_\d+", names[1])
    return ".".join(names[:2]) if listed else names[0]


def _encoder_stages(encoder: torch.nn.Module, bands: int) -> dict[str, int]:
    """Stage 1-5 of each layer: the first of the encoder's feature maps that depends on it."""
    parameters = dict(encoder.named_parameters())
    with torch.enable_grad():
        features: Iterable[torch.Tensor] = encoder(torch.randn(1, bands, _PROBE_PX, _PROBE_PX))
    stages: dict[str, int] = {}
    for stage, feature in enumerate(features):
        waiting = [name for name in parameters if name.rpartition(".")[0] not in stages]
        if not feature.requires_grad or not waiting or not feature.numel():
            continue
        gradients = torch.autograd.grad(
            feature.sum(), [parameters[name] for name in waiting], retain_graph=True, allow_unused=True
        )
        for name, gradient in zip(waiting, gradients):
            if gradient is not None:
                stages[name.rpartition(".")[0]] = stage
    return stages
