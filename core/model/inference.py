"""From normalised tiles to classes, as fast as the device allows."""

import math
from dataclasses import dataclass
from typing import Callable, List, Optional, Tuple, cast

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import WorkerError
from ..hardware import out_of_memory_sentence
from ..jobs import STRIDE_PX
from ..raster.axis_weights import AxisWeights
from ..raster.tiling import Tiling
from .cropped_unet import CONTEXT_PX, CroppedUnet, Margins
from .device import choose_device, choose_precision, free_memory_of
from .metadata_embedding import refuse_metadata_embedding
from .passport import Passport
from .regridding import Regridding
from .whole_network import WholeNetwork

PERCENT_NO_DATA = 255
"""Marks pixels without data in rasters of percent."""

_BYTES_PER_PX = {"float32": 720, "bfloat16": 440}
"""Peak of a ResNet-34 U-Net's activations per pixel of the tile: measured 1.8 and 1.1 GB on 1632 × 1632 pixels."""

_WHOLE_BYTES_PER_PX = {"float32": 1500, "bfloat16": 800}
"""The same of networks that are computed whole: measured on 512 × 512 pixels, 1463 in float32 (a U-Net++ with
ResNet-34), 720 in bfloat16 (UPerNet with the base Swin)."""

_RESNET34_CHANNELS_PER_PX = 23.5
"""Channels of ResNet-34's features by the pixels of the tile, see ``_channels_per_px``."""

_BYTES_BESIDE_TILES = 500_000_000

MAX_CPU_TILE_PX = 1632 * 1632
"""Larger tiles save work on margins, but on 2304 × 2304 pixels only 4 % of the time for half as much memory again."""

MAX_GPU_TILE_PX = 1024 * 1024


@dataclass(frozen=True)
class Prediction:
    """What the network says of the core of one tile; each array is ``(height, width)`` or has bands first.

    Attributes:
        classes: uint8 ``numero``.
        confidence: uint8 percent of the highest class probability, if asked for.
        probabilities: uint8 percent ``(classes, height, width)`` in the order of ``Predictor.numeros``, if
            asked for.
        entropy: float32, Shannon entropy of the class probabilities in percent of its maximum, the logarithm of
            the number of classes, if asked for.
    """

    classes: NDArray[np.uint8]
    confidence: Optional[NDArray[np.uint8]]
    probabilities: Optional[NDArray[np.uint8]]
    entropy: Optional[NDArray[np.float32]] = None


class Predictor:
    """A network made ready for one device.

    Output channels that were never trained are cut off, and tensors are laid out channels last. The decoder of a
    U-Net computes no more than the cores need; other networks are computed whole.

    A network whose features depend on the whole tile, by attention or pooling, sees tiles no larger than its
    training patches: larger ones would be another input to it.
    """

    def __init__(
        self,
        passport: Passport,
        network: torch.nn.Module,
        device: str,
        precision: str,
        check_cancelled: Callable[[], None],
    ) -> None:
        """Take over ``network`` (float32, evaluation mode); do not use it further.

        Args:
            passport: of the network.
            device: ``auto``, ``cpu``, ``cuda``, ``cuda:1``, ``mps``.
            precision: ``auto``, ``float32`` or ``bfloat16``.
            check_cancelled: called between the layers of the network, so that a cancel never waits for a
                whole tile.

        Raises:
            InvalidInputError: the device is not there.
            ModelError: the network reads more than pixels.
        """
        refuse_metadata_embedding(passport)
        self.device = choose_device(device)
        self.precision = choose_precision(precision, self.device)
        self._type = torch.bfloat16 if self.precision == "bfloat16" else torch.float32
        drop_untrained_outputs(network, passport)
        croppable = passport.architecture == "unet" and _has_no_centre(network)
        local = croppable and not _normalises_layers(network)
        self._max_px = None if local else passport.patch_size_px**2
        self._weight_bytes = 4 * sum(parameter.numel() for parameter in network.parameters())
        relative_width = _channels_per_px(network) / _RESNET34_CHANNELS_PER_PX
        self._bytes_per_px = int(
            max(relative_width, 1) * _BYTES_PER_PX[self.precision] if local else _WHOLE_BYTES_PER_PX[self.precision]
        )
        # Layer and group normalisation want their numbers in the type of the features, and those in float32.
        self._autocasts = self.precision == "bfloat16" and _normalises_layers(network)
        if self._autocasts:
            self._type = torch.float32
        if croppable:
            network = CroppedUnet(network, folded=self.precision == "float32")
        else:
            network = WholeNetwork(network)
        network = network.to(self.device)
        _round_weights(network, self._type)
        self._network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        for module in self._network.modules():
            if isinstance(module, torch.nn.Conv2d):
                module.register_forward_pre_hook(lambda *_arguments: check_cancelled())
        self.numeros = tuple(numero for numero in passport.outputs if numero)
        self._numeros = torch.tensor(self.numeros, dtype=torch.uint8)

    def free_memory_bytes(self) -> Optional[int]:
        """Where the tensors will lie: on the graphics card, or in the computer's memory; None if unknown."""
        return free_memory_of(self.device)

    def max_tile_px(self) -> int:
        """The largest tile that fits into half of the free memory, within what the network gains by or was made for."""
        limit = self._max_px or (MAX_CPU_TILE_PX if self.device.type == "cpu" else MAX_GPU_TILE_PX)
        free_bytes = self.free_memory_bytes()
        return limit if free_bytes is None else min(limit, free_bytes // 2 // self._bytes_per_px)

    def working_bytes(self, tiling: Tiling) -> int:
        """What a process that classifies holds while it computes one tile: libraries, weights and activations."""
        tile_px = tiling.tile_width * tiling.tile_height
        return _BYTES_BESIDE_TILES + self._weight_bytes + tile_px * self._bytes_per_px

    def predict(
        self,
        tiles: NDArray[np.float32],
        cores: List[Tuple[slice, slice]],
        with_confidence: bool = False,
        with_probabilities: bool = False,
        with_entropy: bool = False,
        grids: Optional[List[Optional[Tuple[AxisWeights, AxisWeights]]]] = None,
    ) -> List[Prediction]:
        """Predictions for the cores of a batch.

        Args:
            tiles: normalised ``(batch, bands, height, width)``, sides multiples of 32.
            cores: rows and columns to keep of each tile.
            with_confidence, with_probabilities, with_entropy: what to compute beside the classes.
            grids: rows and columns that the cores are brought to before anything is read off; None: their own.

        Raises:
            WorkerError: memory ran out.
        """
        regriddings = [grid and Regridding(*grid, self.device) for grid in grids or [None] * len(cores)]
        margins = _common_margins(cores, tiles.shape[2:])
        cropped = margins.less(margins.at(1, CONTEXT_PX))
        try:
            with (
                torch.inference_mode(),
                torch.autocast(self.device.type, torch.bfloat16, enabled=self._autocasts),
            ):
                batch = torch.from_numpy(tiles)
                batch = batch.to(self.device, self._type, memory_format=torch.channels_last)
                logits = self._network(batch, margins)
                return [
                    self._read_off(
                        tile_logits[:, _shift(rows, cropped.top), _shift(columns, cropped.left)],
                        with_confidence,
                        with_probabilities,
                        with_entropy,
                        regridding,
                    )
                    for tile_logits, (rows, columns), regridding in zip(logits, cores, regriddings)
                ]
        except RuntimeError as error:
            if _is_out_of_memory(error):
                raise WorkerError(out_of_memory_sentence()) from error
            raise

    def _read_off(
        self,
        logits: torch.Tensor,
        with_confidence: bool,
        with_probabilities: bool,
        with_entropy: bool,
        regridding: Optional[Regridding],
    ) -> Prediction:
        """The prediction from logits ``(outputs, height, width)``, by strips to bound the memory."""
        height, width = regridding.shape if regridding else logits.shape[1:]
        classes = np.empty((height, width), np.uint8)
        confidence = np.empty((height, width), np.uint8) if with_confidence else None
        probabilities = np.empty((len(self.numeros), height, width), np.uint8) if with_probabilities else None
        entropy = np.empty((height, width), np.float32) if with_entropy else None
        for top in range(0, height, _STRIP_ROWS):
            rows = slice(top, top + _STRIP_ROWS)
            # Classes last: there the argmax reads memory in order, three times as fast.
            strip = regridding.strip(logits, rows) if regridding else logits[:, rows].permute(1, 2, 0).float()
            best = strip.argmax(dim=2)
            classes[rows] = self._numeros[best.cpu()].numpy()
            if confidence is not None or probabilities is not None:
                percent = torch.softmax(strip, dim=2).mul_(100).round_().to(torch.uint8)
                if confidence is not None:
                    confidence[rows] = percent.amax(dim=2).cpu().numpy()
                if probabilities is not None:
                    probabilities[:, rows] = percent.permute(2, 0, 1).cpu().numpy()
            if entropy is not None:
                entropy[rows] = _entropy_percent(strip).cpu().numpy()
        return Prediction(classes, confidence, probabilities, entropy)


_STRIP_ROWS = 256


def _entropy_percent(logits: torch.Tensor) -> torch.Tensor:
    """Shannon entropy over the last dimension, 0-100; of a single class it is 0."""
    logarithms = torch.log_softmax(logits, dim=-1)
    return -(logarithms.exp() * logarithms).sum(dim=-1) * (100 / math.log(max(logits.shape[-1], 2)))


def _is_out_of_memory(error: RuntimeError) -> bool:
    """Whether ``error`` says so: on the CPU torch raises a plain RuntimeError."""
    return isinstance(error, torch.OutOfMemoryError) or "allocate memory" in str(error)


def _common_margins(cores: List[Tuple[slice, slice]], size: Tuple[int, ...]) -> Margins:
    """What surrounds the cores of all tiles of ``(height, width)``, in whole strides."""
    sides = [(rows.start, size[0] - rows.stop, columns.start, size[1] - columns.stop) for rows, columns in cores]
    return Margins(*(min(side) // STRIDE_PX * STRIDE_PX for side in zip(*sides)))


def _shift(part: slice, pixels: int) -> slice:
    """The same part of an array without its first ``pixels``."""
    return slice(part.start - pixels, part.stop - pixels)


def _round_weights(network: torch.nn.Module, dtype: torch.dtype) -> None:
    """Convert all parameters but those of batch normalisation, which are few and matter much."""
    for module in network.modules():
        if not isinstance(module, torch.nn.BatchNorm2d):
            for parameter in module.parameters(recurse=False):
                parameter.data = parameter.data.to(dtype)


def _has_no_centre(network: torch.nn.Module) -> bool:
    return isinstance(cast(torch.nn.Module, network.decoder).center, torch.nn.Identity)


def _channels_per_px(network: torch.nn.Module) -> float:
    """Channels of the encoder's features, each by its share of the tile's pixels: what most of the memory goes by."""
    channels = cast(List[int], cast(torch.nn.Module, network.encoder).out_channels)
    return float(sum(count / 4**level for level, count in enumerate(channels) if level))


def _normalises_layers(network: torch.nn.Module) -> bool:
    """Whether it normalises otherwise than by batch, as attention does."""
    return any(isinstance(module, (torch.nn.LayerNorm, torch.nn.GroupNorm)) for module in network.modules())


def drop_untrained_outputs(network: torch.nn.Module, passport: Passport) -> None:
    """Leave the last convolution only the outputs that stand for a class."""
    head = cast(torch.nn.Conv2d, network.segmentation_head[0])  # type: ignore[index]
    trained = [index for index, numero in enumerate(passport.outputs) if numero]
    head.weight = torch.nn.Parameter(head.weight[trained], requires_grad=False)
    if head.bias is not None:
        head.bias = torch.nn.Parameter(head.bias[trained], requires_grad=False)
    head.out_channels = len(trained)
