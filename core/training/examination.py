"""What a network says of annotated windows, exactly as it would classify them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from ..jobs import ClassifyJob
from ..nomenclature import NO_DATA
from ..raster.grid import Window
from ..raster.normalisation import Normalisation
from ..raster.tiling import Tiling, fit_tiling
from .annotated_scene import AnnotatedScene
from .chips import IGNORED, channel_of_numero
from .metrics import confusion_matrix

MARGIN_PX = ClassifyJob.margin_px

MAX_TILE_PX = (768 + 2 * MARGIN_PX) ** 2
"""Bounds the memory, in float32, to about 1.5 GB for a ResNet-34."""


@dataclass(frozen=True)
class Feeding:
    """How a network is fed and its answer read.

    Attributes:
        roles: bands in the order of its inputs.
        normalisation: of these bands.
        outputs: ``numero`` of each output channel, 0 for one that was never trained.
    """

    roles: tuple[str, ...]
    normalisation: Normalisation
    outputs: tuple[int, ...]


@dataclass(frozen=True)
class Examined:
    """What a network said of one window.

    Attributes:
        matrix: confusion matrix, int64 ``(15, 15)``, reference by row.
        loss: sum over the annotated pixels, 0 if it was not asked for.
        classes: uint8 ``(height, width)`` of ``numero`` of the whole window, 0 where there is no data.
    """

    matrix: NDArray[np.int64]
    loss: float
    classes: NDArray[np.uint8]


class Examiner:
    """Examines networks that are fed in one way, on one device."""

    def __init__(self, feeding: Feeding, device: torch.device) -> None:
        self._feeding = feeding
        self._device = device
        self._channels = channel_of_numero(feeding.outputs)
        self._trained = torch.tensor([numero != NO_DATA for numero in feeding.outputs], device=device)
        self._numeros = np.array(feeding.outputs, np.uint8)

    def examine(
        self,
        network: torch.nn.Module,
        scene: AnnotatedScene,
        window: Window,
        part: int,
        loss: torch.nn.Module | None = None,
    ) -> Examined:
        """Answer for one window; the network is in evaluation mode afterwards.

        Args:
            network: in float32, on the device.
            scene: its bands are selected here.
            window: of the scene.
            part: what counts of the annotations.
            loss: mean over labelled pixels, of logits and channels.
        """
        network.eval()
        scene.use_bands(self._feeding.roles)
        truth = scene.truth(window, part)
        classes = np.zeros(truth.shape, np.uint8)
        total = 0.0
        for tile in examination_tiling(window):
            pixels, valid = scene.stored.read_tile(tile, "reflect")
            batch = torch.from_numpy(self._feeding.normalisation.apply(pixels, valid))[None].to(
                self._device, memory_format=torch.channels_last
            )
            rows, columns = tile.core_in_tile
            with torch.no_grad():
                logits = network(batch)[:, :, rows, columns].float()
            left, top = tile.core[0] - window[0], tile.core[1] - window[1]
            place = slice(top, top + tile.core[3]), slice(left, left + tile.core[2])
            best = logits[0].masked_fill(~self._trained[:, None, None], -torch.inf).argmax(dim=0).cpu().numpy()
            classes[place] = np.where(valid[rows, columns], self._numeros[best], np.uint8(NO_DATA))
            labels = self._channels[truth[place]]
            known = int((labels != IGNORED).sum())
            if loss is not None and known:
                with torch.no_grad():
                    total += float(loss(logits, torch.from_numpy(labels)[None].to(self._device))) * known
        return Examined(confusion_matrix(truth, classes), total, classes)


def examination_tiling(window: Window) -> Tiling:
    """Tiles over a window, on the same multiples of the stride as in a classification of the scene."""
    return fit_tiling(window, MARGIN_PX, MAX_TILE_PX)


def computed_px(windows: Sequence[Window]) -> int:
    """Pixels that the network computes for windows, margins included."""
    return sum(examination_tiling(window).computed_px for window in windows)
