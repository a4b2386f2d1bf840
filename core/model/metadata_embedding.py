"""The optional embedding of a patch's metadata: where, how high, with which camera and when it was taken.

The architecture is that of IGN's FLAIR-1 baseline (Garioud et al., FLAIR #1: semantic segmentation and domain
adaptation dataset, 2022, arXiv:2211.12979; public code IGNF/FLAIR-1): 45 values pass a small network whose 16
answers are added to the deepest features of the U-Net.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Union, cast

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import InvalidInputError, ModelError
from ..language import _
from .passport import Passport

METADATA_VALUES = 45
PATCH_SIZE_PX = 512
"""The 16 answers are added to 16 rows of features, which 512 pixels have after five halvings."""

BOTTLENECK_CHANNELS = 512
ENCODERS = ("resnet18", "resnet34")
"""Those whose deepest features have ``BOTTLENECK_CHANNELS``."""

YEARS = (2018, 2019, 2020, 2021)
MAX_ALTITUDE_M = 3164.9099121094
"""Becomes 1; the highest patch of FLAIR-1."""

_WIDTHS = (METADATA_VALUES, 64, 32, PATCH_SIZE_PX // 32)
_DROPOUT = 0.4

_POSITION_SCALE = 1e8
_POSITION_VALUES_PER_AXIS = 16

_LAMBERT_93_X_M = (0.0, 1_400_000.0)
_LAMBERT_93_Y_M = (6_000_000.0, 7_200_000.0)
"""Around metropolitan France: degrees or another projection lie outside."""

_ALTITUDES_M = (-500.0, 5000.0)


@dataclass(frozen=True)
class PatchMetadata:
    """What FLAIR-1 tells of a patch.

    Attributes:
        x_m, y_m: centre, Lambert-93 (EPSG:2154).
        altitude_m: of the ground at the centre.
        camera: its name; those with ``UCE`` in it are one kind, all others the other.
        taken: local date and time.
    """

    x_m: float
    y_m: float
    altitude_m: float
    camera: str
    taken: datetime

    def encode(self) -> NDArray[np.float32]:
        """The 45 values: 32 of the position, altitude, 2 of the camera, 4 of the year, 6 of month, day and time.

        Position and cycles as in the public code of FLAIR-1, but for the month: its angle there is 2π (month - 1/12),
        which is the same for every month; here it is 2π (month - 1) / 12.

        Raises:
            InvalidInputError: a value that FLAIR-1's encoding has no place for.
        """
        self._check()
        seconds = self.taken.hour * 3600 + self.taken.minute * 60
        turns = ((self.taken.month - 1) / 12, self.taken.day / 31, seconds / 86_400)
        cycles = [wave(2 * np.pi * turn) for turn in turns for wave in (np.sin, np.cos)]
        camera = (1.0, 0.0) if "UCE" in self.camera else (0.0, 1.0)
        return np.concatenate(
            [
                _position_values(self.x_m),
                _position_values(self.y_m),
                [self.altitude_m / MAX_ALTITUDE_M],
                camera,
                [float(self.taken.year == year) for year in YEARS],
                (np.array(cycles) + 1) / 2,
            ]
        ).astype(np.float32)

    def _check(self) -> None:
        if self.taken.year not in YEARS:
            raise InvalidInputError(
                _(
                    "The patch was taken in {year}, but the metadata embedding only knows the years {first} to {last}; "
                    "use a model without it."
                ).format(year=self.taken.year, first=YEARS[0], last=YEARS[-1])
            )
        for name, value, (lowest, highest) in (
            ("x_m", self.x_m, _LAMBERT_93_X_M),
            ("y_m", self.y_m, _LAMBERT_93_Y_M),
            ("altitude_m", self.altitude_m, _ALTITUDES_M),
        ):
            if not lowest <= value <= highest:
                raise InvalidInputError(
                    _(
                        "The patch's {name} is {value}, but must lie between {lowest:.0f} and {highest:.0f}: positions "
                        "are metres in Lambert-93 (EPSG:2154), altitudes metres above sea level."
                    ).format(name=name, value=value, lowest=lowest, highest=highest)
                )


class UnetWithMetadata(torch.nn.Module):
    """A U-Net of segmentation-models-pytorch that also reads the metadata of each patch."""

    def __init__(self, unet: torch.nn.Module, passport: Passport) -> None:
        """Take over ``unet``; its parameters keep their names.

        Raises:
            ModelError: it is no U-Net with 512 channels at its bottleneck, or was not trained on 512 pixels.
        """
        super().__init__()
        if (
            passport.architecture != "unet"
            or passport.encoder not in ENCODERS
            or passport.patch_size_px != PATCH_SIZE_PX
        ):
            raise ModelError(
                _(
                    "The model '{name}' ({architecture}, {encoder}, patches of {size} px) cannot embed metadata; that "
                    "takes a unet with the encoder {encoders} and patches of {wanted} px."
                ).format(
                    name=passport.name,
                    architecture=passport.architecture,
                    encoder=passport.encoder,
                    size=passport.patch_size_px,
                    encoders=_(" or ").join(ENCODERS),
                    wanted=PATCH_SIZE_PX,
                )
            )
        self.encoder = cast(torch.nn.Module, unet.encoder)
        self.decoder = cast(torch.nn.Module, unet.decoder)
        self.segmentation_head = cast(torch.nn.Module, unet.segmentation_head)
        layers: list[torch.nn.Module] = []
        for inputs, outputs in zip(_WIDTHS, _WIDTHS[1:]):
            layers += [torch.nn.Linear(inputs, outputs), torch.nn.Dropout(_DROPOUT), torch.nn.ReLU()]
        self.metadata_layers = torch.nn.Sequential(*layers)

    def forward(self, pixels: torch.Tensor, metadata: torch.Tensor) -> torch.Tensor:
        """Logits ``(batch, outputs, 512, 512)``.

        Args:
            pixels: float32 ``(batch, bands, 512, 512)``.
            metadata: float32 ``(batch, 45)``, see :meth:`PatchMetadata.encode`.

        Raises:
            InvalidInputError: tiles of another size.
        """
        height, width = pixels.shape[2:]
        if (height, width) != (PATCH_SIZE_PX, PATCH_SIZE_PX):
            raise InvalidInputError(
                _(
                    "The tile has {width} × {height} px, but a model with embedded metadata takes tiles of "
                    "{size} × {size} px only."
                ).format(width=width, height=height, size=PATCH_SIZE_PX)
            )
        features = self.encoder(pixels)
        # One value per row, the same in every column and channel.
        features[-1] = features[-1] + self.metadata_layers(metadata)[:, None, :, None]
        return cast(torch.Tensor, self.segmentation_head(self.decoder(features)))


def refuse_metadata_embedding(passport: Passport) -> None:
    """For uses that have pixels only.

    Raises:
        ModelError: the model reads metadata too.
    """
    if passport.metadata_embedding:
        raise ModelError(
            _(
                "The model '{name}' also reads where, how high, with which camera and when each patch was taken, which "
                "the pixels do not tell; choose a model without embedded metadata."
            ).format(name=passport.name)
        )


def _position_values(coordinate_m: Union[float, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Sines and cosines by turns of a scaled coordinate at eight falling frequencies."""
    frequencies = _POSITION_SCALE ** -(np.arange(0, _POSITION_VALUES_PER_AXIS, 2) / _POSITION_VALUES_PER_AXIS)
    angles = coordinate_m / _POSITION_SCALE * frequencies
    return np.stack([np.sin(angles), np.cos(angles)], axis=1).ravel()
