"""Starting an encoder from weights that were trained on red, green and blue."""

from collections.abc import Mapping, Sequence

import torch

from ..errors import ModelError
from ..language import _
from ..model.model_file import is_counter
from ..sensors import nearest_role

RGB = ("red", "green", "blue")


def load_encoder(encoder: torch.nn.Module, roles: Sequence[str], weights: Mapping[str, torch.Tensor]) -> None:
    """Fills an encoder of segmentation-models-pytorch with its ImageNet weights.

    Args:
        encoder: changed in place; its first convolution takes ``len(roles)`` bands.
        roles: band role of each input channel.
        weights: state dict of torchvision's classifier, whose last layer is left out, or of the encoder itself; it may
            lack the steps that batch normalisation counted, which begin anew.

    Raises:
        ModelError: the weights are those of another network.
    """
    state = encoder.state_dict()
    counters = {name: torch.zeros_like(tensor) for name, tensor in state.items() if is_counter(name)}
    kept = counters | {name: tensor for name, tensor in weights.items() if name in state and name not in counters}
    # The stem's is the only kernel that depends on the number of bands; it comes first.
    stem = next(name for name, tensor in state.items() if tensor.ndim == 4)
    if stem in kept and kept[stem].shape[1] == len(RGB):
        kept[stem] = spread_over_bands(kept[stem], roles)
    for name, tensor in state.items():
        if name not in kept or kept[name].shape != tensor.shape:
            raise ModelError(
                _("The encoder weights do not fit: '{name}' is absent or of another shape.").format(name=name)
            )
    encoder.load_state_dict(kept)


def spread_over_bands(kernel: torch.Tensor, roles: Sequence[str]) -> torch.Tensor:
    """First kernel of an RGB network for other bands.

    Each band takes the weights of its own role, or else those of the nearest wavelength; all are scaled
    by 3 / bands, so that responses keep their size.

    Args:
        kernel: float32 ``(channels, 3, rows, columns)`` for red, green, blue.
        roles: band role of each new input channel.

    Returns:
        float32 ``(channels, len(roles), rows, columns)``.

    Raises:
        InvalidInputError: a band measures no light.
    """
    nearest = [RGB.index(nearest_role(role, RGB)) for role in roles]
    return kernel[:, nearest] * (len(RGB) / len(roles))
