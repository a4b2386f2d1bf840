"""How many chips a training step may hold.

A step keeps what the layers need for their gradients, which is counted exactly by a look at one chip, and more that is
not. Peaks of resident memory above that before the first step, less gradients and moments of AdamW, in bytes per
pixel of the chips (torch 2.13 on two cores, float32, freed memory kept by the process, cross-entropy of 15 classes):

| network, strategy               | chips of px    | kept for gradients | peak               | estimate here |
|---------------------------------|----------------|--------------------|--------------------|---------------|
| compact demonstration, all      | 8×128, 4 and 8×256, 2×512 | 2152    | 3070 2960 3080 3120 | 3580         |
| ResNet-34 U-Net, all            | 8×128, 6×256, 2×512       | 1482    | 2210 2140 2030     | 2780          |
| compact, encoder frozen         | 8×256          | 589                | 1220               | 1710          |
| ResNet-34, encoder frozen       | 4×256          | 836                | 1510               | 2000          |
| compact; ResNet-34, head only   | 8×256; 4×256   | 64                 | 536; 655           | 1080          |

Cross-entropy with Dice takes 310 to 500 bytes more, the focal loss takes no more. At the limit, six chips of 512 px
and 6 bands with cross-entropy and Dice, the process of a ResNet-34 U-Net held 4.9 GB at its peak.
"""

from typing import Optional

import torch

LEAST, MOST = 2, 8
"""Chips of a step. Batch normalisation needs two; the learning rates were measured with eight."""

MEMORY_LIMIT_BYTES = 6_000_000_000
"""What the worker may hold on a processor."""

PROCESS_BYTES = 1_000_000_000
"""Interpreter and libraries (360 MB with torch, rasterio and what they load), the chips, the validation."""

FREE_SHARE = 0.7
"""Of the memory that is free, what a step may take: others need some too, and it falls to pieces."""

_KEPT_FACTOR = 1.2
_PASSING_BYTES_PER_PIXEL = 1000.0
"""Of the loss and of layers whose inputs are not kept."""

_BYTES = 4


def choose_batch_size(
    network: torch.nn.Module, chip_px: int, bands: int, device: torch.device, free_bytes: Optional[int]
) -> int:
    """Chips of a step that fit into memory, from ``LEAST`` to ``MOST``.

    Args:
        network: on ``device``, prepared for its strategy: frozen parts keep nothing for gradients.
        chip_px: side of a chip.
        bands: of a chip.
        device: that trains.
        free_bytes: free memory of the device; None where the system does not tell.
    """
    parameters = list(network.parameters())
    trainable = sum(parameter.numel() for parameter in parameters if parameter.requires_grad)
    # Gradients and two moments of what moves; the running average and the best epoch of everything.
    fixed = _BYTES * (3 * trainable + 2 * sum(parameter.numel() for parameter in parameters))
    limits = [] if free_bytes is None else [int(FREE_SHARE * free_bytes)]
    if device.type == "cpu" or not limits:
        limits.append(MEMORY_LIMIT_BYTES - PROCESS_BYTES - _BYTES * sum(item.numel() for item in parameters))
    chips = (min(limits) - fixed) // chip_bytes(network, chip_px, bands, device)
    return int(min(max(chips, LEAST), MOST))


def chip_bytes(network: torch.nn.Module, chip_px: int, bands: int, device: torch.device) -> int:
    """Estimate of what one chip takes in a step, see the table above."""
    kept = _bytes_kept_for_gradients(network, torch.zeros(1, bands, chip_px, chip_px, device=device))
    return int(_KEPT_FACTOR * kept + _PASSING_BYTES_PER_PIXEL * chip_px**2)


def _bytes_kept_for_gradients(network: torch.nn.Module, chip: torch.Tensor) -> int:
    """Counted in evaluation mode, in which the same is kept but no running statistics move."""
    own = {tensor.untyped_storage().data_ptr() for tensor in (*network.parameters(), *network.buffers())}
    kept: dict[int, torch.UntypedStorage] = {}

    def note(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            kept[storage.data_ptr()] = storage  # held, so that its address is not given to another
        return tensor

    modes = [(module, module.training) for module in network.modules()]
    network.eval()
    with torch.enable_grad(), torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        network(chip)
    for module, training in modes:
        module.training = training
    return sum(storage.nbytes() for storage in kept.values())
