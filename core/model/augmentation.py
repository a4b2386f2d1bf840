"""Probabilities averaged over the eight ways to lay an image on its grid: turned by quarters, and mirrored."""

from typing import Callable, Optional, Tuple

import torch

from .cropped_unet import Margins

ORIENTATIONS: Tuple[Tuple[int, bool], ...] = tuple(
    (turns, mirrored) for mirrored in (False, True) for turns in range(4)
)
"""Quarter turns to the left, after mirroring left and right."""

_ROWS, _COLUMNS = 2, 3


def averaged_logits(
    network: Callable[[torch.Tensor, Margins], torch.Tensor], pixels: torch.Tensor, margins: Margins
) -> torch.Tensor:
    """Logits whose softmax is the mean of the probabilities in all orientations.

    The memory does not grow with their number: they are computed one after the other and added up.

    Args:
        network: gives logits ``(batch, outputs, height, width)`` for pixels and margins.
        pixels: ``(batch, bands, height, width)``.
        margins: around the cores.
    """
    total: Optional[torch.Tensor] = None
    for turns, mirrored in ORIENTATIONS:
        seen = oriented(pixels, turns, mirrored).contiguous(memory_format=torch.channels_last)
        logits = network(seen, oriented_margins(margins, turns, mirrored))
        probabilities = upright(torch.softmax(logits.float(), dim=1), turns, mirrored)
        total = probabilities.contiguous() if total is None else total.add_(probabilities)
    assert total is not None
    tiny = torch.finfo(total.dtype).tiny
    return total.div_(len(ORIENTATIONS)).clamp_min_(tiny).log_()


def oriented(pixels: torch.Tensor, turns: int, mirrored: bool) -> torch.Tensor:
    """``(…, …, height, width)``, mirrored and turned."""
    return torch.rot90(pixels.flip(_COLUMNS) if mirrored else pixels, turns, (_ROWS, _COLUMNS))


def upright(pixels: torch.Tensor, turns: int, mirrored: bool) -> torch.Tensor:
    """What :func:`oriented` made of something, as it was before."""
    turned = torch.rot90(pixels, -turns, (_ROWS, _COLUMNS))
    return turned.flip(_COLUMNS) if mirrored else turned


def oriented_margins(margins: Margins, turns: int, mirrored: bool) -> Margins:
    """The margins of oriented pixels."""
    if mirrored:
        margins = margins._replace(left=margins.right, right=margins.left)
    for _turn in range(turns):
        margins = Margins(top=margins.right, bottom=margins.left, left=margins.top, right=margins.bottom)
    return margins
