"""From normalised tiles to classes, as fast as the device allows."""

from typing import Callable, List, Optional, Tuple, cast

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import WorkerError
from ..hardware import out_of_memory_sentence
from ..jobs import STRIDE_PX
from ..raster.axis_weights import AxisWeights
from ..raster.tiling import Tiling
from .augmentation import averaged_logits
from .cropped_unet import CONTEXT_PX, CroppedUnet, Margins
from .device import choose_device, choose_precision, free_memory_of
from .metadata_embedding import refuse_metadata_embedding
from .passport import Passport
from .prediction import Prediction, Wanted, read_off
from .regridding import Regridding
from .whole_network import WholeNetwork

_BYTES_PER_PX = {"float32": 720, "bfloat16": 440}
"""Peak of a ResNet-34 U-Net's activations per pixel of the tile: measured 1.8 and 1.1 GB on 1632 × 1632 pixels."""

_WHOLE_BYTES_PER_PX = {"float32": 1500, "bfloat16": 800}
"""The same of networks that are computed whole: measured on 512 × 512 pixels, 1463 in float32 (a U-Net++ with
ResNet-34), 720 in bfloat16 (UPerNet with the base Swin)."""

_RESNET34_CHANNELS_PER_PX = 23.5
"""Channels of ResNet-34's features by the pixels of the tile, see ``_channels_per_px``."""

_AVERAGING_BYTES_PER_OUTPUT = 16
"""Of each pixel of the core, while probabilities of several orientations are added up: four arrays of float32."""

_BYTES_BESIDE_TILES = 500_000_000

MAX_CPU_TILE_PX = 1632 * 1632
"""Larger tiles save work on margins, but on 2304 × 2304 pixels only 4 % of the time for half as much memory again."""

MAX_GPU_TILE_PX = 1024 * 1024

MAX_GPU_BATCH = 16
"""More tiles at once no longer keep a graphics card busier, and make the results wait."""


class MemoryRanOutError(WorkerError):
    """A batch did not fit into the memory; fewer or smaller tiles may."""


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
        gpu_index: int = 0,
        augments: bool = False,
    ) -> None:
        """Take over ``network`` (float32, evaluation mode); do not use it further.

        Args:
            passport: of the network.
            device: ``auto``, ``cpu``, ``cuda``, ``cuda:1``, ``mps``.
            precision: ``auto``, ``float32`` or ``bfloat16``.
            check_cancelled: called between the layers of the network, so that a cancel never waits for a
                whole tile.
            gpu_index: number of the graphics card, where ``device`` names none.
            augments: whether probabilities are averaged over the tile turned and mirrored, eight times the work.

        Raises:
            InvalidInputError: the device is not there.
            ModelError: the network reads more than pixels.
        """
        refuse_metadata_embedding(passport)
        self.device = choose_device(device, gpu_index)
        self.augments = augments
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
        if augments:
            self._bytes_per_px += _AVERAGING_BYTES_PER_OUTPUT * len(self.numeros)
        if self.device.type == "cuda":
            torch.backends.cudnn.benchmark = True

    def free_memory_bytes(self) -> Optional[int]:
        """Where the tensors will lie: on the graphics card, or in the computer's memory; None if unknown."""
        return free_memory_of(self.device)

    @property
    def is_bound_to_patches(self) -> bool:
        """Whether tiles must be no larger than the patches of the training."""
        return self._max_px is not None

    def max_tile_px(self) -> int:
        """The largest tile that fits into half of the free memory, within what the network gains by or was made for."""
        free_bytes = self.free_memory_bytes()
        return self._limit_px if free_bytes is None else min(self._limit_px, free_bytes // 2 // self._bytes_per_px)

    def is_memory_short(self) -> bool:
        """Whether the memory, and nothing else, keeps tiles from being larger."""
        return self.max_tile_px() < self._limit_px

    @property
    def _limit_px(self) -> int:
        return self._max_px or (MAX_CPU_TILE_PX if self.device.type == "cpu" else MAX_GPU_TILE_PX)

    def batch_size(self, asked: int, tiling: Tiling) -> int:
        """Tiles at once: as many as were asked for, or else as fit into half of the graphics card's free memory.

        A processor is kept busy by a single tile.
        """
        free_bytes = None if asked or self.device.type == "cpu" else self.free_memory_bytes()
        if free_bytes is None:
            return max(asked, 1)
        tile_bytes = tiling.tile_width * tiling.tile_height * self._bytes_per_px
        return min(max(free_bytes // 2 // tile_bytes, 1), MAX_GPU_BATCH, len(tiling))

    def working_bytes(self, tiling: Tiling, at_once: int = 1) -> int:
        """What a process that classifies holds while it computes tiles: libraries, weights and activations."""
        tile_px = tiling.tile_width * tiling.tile_height * at_once
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
            MemoryRanOutError: the device has no room for the batch.
        """
        regriddings = [grid and Regridding(*grid, self.device) for grid in grids or [None] * len(cores)]
        margins = _common_margins(cores, tiles.shape[2:])
        cropped = margins.less(margins.at(1, CONTEXT_PX))
        wanted = Wanted(with_confidence, with_probabilities, with_entropy)
        try:
            with (
                torch.inference_mode(),
                torch.autocast(self.device.type, torch.bfloat16, enabled=self._autocasts),
            ):
                batch = self._on_device(tiles)
                logits = self._logits(batch, margins)
                return [
                    read_off(
                        tile_logits[:, _shift(rows, cropped.top), _shift(columns, cropped.left)],
                        self._numeros,
                        wanted,
                        regridding,
                    )
                    for tile_logits, (rows, columns), regridding in zip(logits, cores, regriddings)
                ]
        except RuntimeError as error:
            if _is_out_of_memory(error):
                raise MemoryRanOutError(out_of_memory_sentence()) from error
            raise

    def release_memory(self) -> None:
        """Hand back what the device holds ready for tiles as large as before."""
        if self.device.type == "cuda":
            torch.cuda.empty_cache()

    def _on_device(self, tiles: NDArray[np.float32]) -> torch.Tensor:
        batch = torch.from_numpy(tiles)
        if self.device.type == "cuda":
            # Only from pinned memory does the card fetch by itself while the processor goes on.
            batch = batch.pin_memory()
        return batch.to(self.device, self._type, non_blocking=True, memory_format=torch.channels_last)

    def _logits(self, batch: torch.Tensor, margins: Margins) -> torch.Tensor:
        if self.augments:
            return averaged_logits(self._network, batch, margins)
        return cast(torch.Tensor, self._network(batch, margins))


def _is_out_of_memory(error: RuntimeError) -> bool:
    """Whether ``error`` says so: on the CPU, on Apple's cards and from CUDA's libraries it is a plain RuntimeError."""
    signs = ("allocate memory", "out of memory", "ALLOC_FAILED")
    return isinstance(error, torch.OutOfMemoryError) or any(sign in str(error) for sign in signs)


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
