"""Adaptive pooling as a product of matrices, which ONNX can express for any size."""

import torch


class FixedPooling(torch.nn.Module):
    """What ``torch.nn.AdaptiveAvgPool2d`` answers, with sides that become constants in a trace."""

    def __init__(self, height: int, width: int) -> None:
        """Args: ``height``, ``width`` of the answer."""
        super().__init__()
        self._size = height, width

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Means ``(..., height, width)`` of ``features`` ``(..., rows, columns)``."""
        rows, columns = (_averages(int(side), parts) for side, parts in zip(features.shape[-2:], self._size))
        return rows.to(features) @ features @ columns.to(features).T


def fix_pooling(network: torch.nn.Module) -> None:
    """Put ``FixedPooling`` in the place of every adaptive pooling to more than one value."""
    for module in list(network.modules()):
        for name, child in module.named_children():
            if isinstance(child, torch.nn.AdaptiveAvgPool2d):
                size = child.output_size
                height, width = size if isinstance(size, tuple) else (size, size)
                if height and width and height * width > 1:
                    setattr(module, name, FixedPooling(height, width))


def _averages(side: int, parts: int) -> torch.Tensor:
    """``(parts, side)``; part i is the mean from floor(i side / parts) to before ceil((i + 1) side / parts)."""
    weights = torch.zeros(parts, side)
    for part in range(parts):
        begin, end = part * side // parts, -(-(part + 1) * side // parts)
        weights[part, begin:end] = 1 / (end - begin)
    return weights
