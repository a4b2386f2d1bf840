"""Checkpoint files with the names and shapes of those that IGN publishes, and random numbers."""

import math

import safetensors.torch
import torch

from cosia.core.model.network import build_empty_network
from cosia.core.model.passport import Passport

RGBIE = ("red", "green", "blue", "nir", "elevation")


def plausible_weights(network, seed=0):
    """Numbers with which features keep their size through the layers, and every output wins somewhere.

    Args:
        network: changed: it gets these weights.
    """
    generator = torch.Generator().manual_seed(seed)

    def draw(shape):
        return torch.randn(shape, generator=generator)

    state = {}
    for name, tensor in network.state_dict().items():
        if name.endswith("num_batches_tracked"):
            state[name] = torch.tensor(1000)
        elif name.endswith("running_var"):
            state[name] = torch.rand(tensor.shape, generator=generator) + 0.5
        elif tensor.ndim > 1:
            fan_in = tensor[0].numel()
            state[name] = draw(tensor.shape) * math.sqrt(2 / fan_in)
        elif name.endswith("weight"):
            state[name] = 1 + 0.1 * draw(tensor.shape)
        else:
            state[name] = 0.1 * draw(tensor.shape)
    network.load_state_dict(state, assign=True)
    _balance_head(network.eval(), state, generator)
    return state


def _balance_head(network, state, generator):
    """Gives each output mean 0 and deviation 1 on an image with large and small structures."""
    bands = next(tensor.shape[1] for tensor in state.values() if tensor.ndim == 4)
    coarse = torch.randn(1, bands, 8, 8, generator=generator)
    image = torch.nn.functional.interpolate(coarse, scale_factor=16) + 0.3 * torch.randn(
        1, bands, 128, 128, generator=generator
    )
    with torch.inference_mode():
        logits = network(image)
    weight, bias = state["segmentation_head.0.weight"], state["segmentation_head.0.bias"]
    means, deviations = logits.mean(dim=(0, 2, 3)), logits.std(dim=(0, 2, 3))
    bias.copy_((bias - means) / deviations)
    weight /= deviations[:, None, None, None]


def network_for(architecture, encoder, bands=3, outputs=19):
    """The empty network, as smp builds it."""
    with_channels = architecture in ("unet", "unetplusplus", "manet")
    return build_empty_network(
        Passport(
            name="checkpoint",
            architecture=architecture,
            encoder=encoder,
            decoder_channels=(256, 128, 64, 32, 16) if with_channels else (),
            band_roles=RGBIE[:bands],
            encoding="8-bit",
            normalisation="norma-01",
            means=(),
            deviations=(),
            outputs=tuple(range(1, 16)) + (0,) * (outputs - 15) if outputs >= 15 else tuple(range(1, outputs + 1)),
            pixel_size_m=0.2,
            patch_size_px=512,
            demonstration=False,
            training={},
            licence="",
            source="",
        )
    )


def flair_inc_tensors(architecture="unet", encoder="resnet34", bands=4, outputs=19):
    """As in IGN's ``…_weights.pth``: smp's names after ``model.seg_model.``, in the spelling of smp 0.3."""
    state = plausible_weights(network_for(architecture, encoder, bands, outputs))
    if architecture == "deeplabv3":
        former = {"decoder.aspp.": "decoder.0.", "decoder.conv.": "decoder.1.", "decoder.bn.": "decoder.2."}
        state = {
            next((old + name[len(new) :] for new, old in former.items() if name.startswith(new)), name): tensor
            for name, tensor in state.items()
        }
    return {f"model.seg_model.{name}": tensor for name, tensor in state.items()}


def flair_hub_tensors(architecture, encoder, bands=3, prefix="model."):
    """As in IGN's ``.safetensors``: encoder and decoder apart, and layers of which land cover needs none."""
    state = plausible_weights(network_for(architecture, encoder, bands))
    image, task = "AERIAL_RGBI", "AERIAL_LABEL-COSIA"
    tensors = {}
    for name, tensor in state.items():
        if name.startswith("encoder."):
            tensors[f"encoders.{image}.seg_model.{name.removeprefix('encoder.')}"] = tensor
        else:
            tensors[f"main_decoders.{task}.seg_model.{name}"] = tensor
            tensors[f"aux_decoders.{image}__{task}.seg_model.{name}"] = tensor + 1
    if architecture == "upernet-0.4":
        # smp 0.4 built the decoder for an image of one channel, and never called this convolution.
        unused = f"main_decoders.{task}.seg_model.decoder.fpn_stages.4.skip_conv."
        tensors[f"{unused}0.weight"] = torch.ones(256, 1, 1, 1)
        for name in ("weight", "bias", "running_mean", "running_var"):
            tensors[f"{unused}1.{name}"] = torch.ones(256)
    tensors["fusion_handler.conv_f.0.weight"] = torch.ones(96, 96, 1, 1)
    tensors[f"criterion.{task}.weight"] = torch.ones(19)
    return {f"{prefix}{name}": tensor for name, tensor in tensors.items()}


def save(tensors, path):
    """Writes tensors as a checkpoint in the format of the path's ending, and returns the path."""
    if path.suffix == ".safetensors":
        safetensors.torch.save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, path)
    else:
        torch.save({"state_dict": tensors, "epoch": 3} if path.suffix == ".ckpt" else tensors, path)
    return path
