"""What a network says of a few crops of a scene under one normalisation."""

from dataclasses import dataclass
from typing import Callable, List, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import CLASSES, NO_DATA
from ..raster.grid import Window
from ..raster.normalisation import Normalisation
from ..raster.resampled_tiles import covering_window, read_view_tiles
from ..raster.scene import Scene
from ..raster.tiling import fit_tiling
from .inference import Predictor
from .input_distance import input_distances
from .passport import Passport


@dataclass(frozen=True)
class Sample:
    """The pixels of some crops, for the bands of a model in its order.

    Attributes:
        windows: the crops, in pixels of the scene.
        pixels: digital numbers ``(bands, height, width)`` of each.
        valid: bool ``(height, width)`` of each.
        means, deviations: per band, over the valid and unsaturated pixels of all crops; population deviation.
    """

    windows: Tuple[Window, ...]
    pixels: Tuple[NDArray[np.generic], ...]
    valid: Tuple[NDArray[np.bool_], ...]
    means: Tuple[float, ...]
    deviations: Tuple[float, ...]

    @classmethod
    def read(cls, scene: Scene, windows: Sequence[Window]) -> "Sample":
        """Raises: InvalidInputError, if the raster is damaged there."""
        read = [scene.read(window) for window in windows]
        values = np.concatenate([pixels[:, valid] for pixels, valid in read], axis=1).astype(np.float64)
        unsaturated = (values != scene.saturated).all(axis=0) if scene.saturated else np.ones(values.shape[1], np.bool_)
        if unsaturated.any():
            values = values[:, unsaturated]
        return cls(
            tuple(windows),
            tuple(pixels for pixels, _valid in read),
            tuple(valid for _pixels, valid in read),
            tuple(values.mean(axis=1).tolist()),
            tuple(values.std(axis=1).tolist()),
        )

    @property
    def is_whole_numbers(self) -> bool:
        return self.pixels[0].dtype.kind in "iu"

    def normalised(self, normalisation: Normalisation) -> NDArray[np.float32]:
        """What the network is fed, ``(bands, pixels)`` of the valid pixels of all crops."""
        parts = [normalisation.apply(*crop)[:, crop[1]] for crop in zip(self.pixels, self.valid)]
        return np.concatenate(parts, axis=1)


@dataclass(frozen=True)
class Trial:
    """The answer under one normalisation, over the valid pixels of all crops together.

    Attributes:
        normalisation: that was applied.
        maps: uint8 ``(height, width)`` of ``numero`` of each crop; 0 where there is no data.
        confidence: mean of the highest class probability, percent, which is rounded to whole percent by pixel.
        entropy: mean of the Shannon entropy of the class probabilities, percent of the logarithm of the number of
            classes: 0 where the network is sure, 100 where all classes are as likely.
        distances: of each band from the training data, see :func:`input_distances`; empty if unknown.
    """

    normalisation: Normalisation
    maps: Tuple[NDArray[np.uint8], ...]
    confidence: float
    entropy: float
    distances: Tuple[float, ...]

    @property
    def name(self) -> str:
        return self.normalisation.name

    def class_shares(self) -> NDArray[np.float64]:
        """Percent of the valid pixels in each class, ``(15,)`` in the order of ``numero``."""
        counts = sum(np.bincount(one.ravel(), minlength=len(CLASSES) + 1) for one in self.maps)[1:]  # type: ignore[index]
        shares: NDArray[np.float64] = 100.0 * counts / counts.sum()
        return shares

    def agreement(self, other: "Trial") -> float:
        """Percent of the valid pixels that have the same class in both."""
        pairs = list(zip(self.maps, other.maps))
        same = sum(int(((mine == theirs) & (mine != NO_DATA)).sum()) for mine, theirs in pairs)
        return 100.0 * same / sum(int((mine != NO_DATA).sum()) for mine in self.maps)


@dataclass(frozen=True)
class Refusal:
    """A normalisation that cannot be applied to a scene, and the sentence that says why."""

    name: str
    reason: str


def try_normalisation(
    normalisation: Normalisation,
    view: Scene,
    sample: Sample,
    passport: Passport,
    predictor: Predictor,
    margin_px: int,
    done: Callable[[], None],
) -> Trial:
    """Classify the crops, each with its surroundings, as a whole scene is classified.

    Args:
        normalisation: to apply.
        view: the scene, or what the network sees of it at the model's pixel size; its bands are those of the model.
        sample: the crops.
        passport: of the model.
        predictor: of the model.
        margin_px: what the network sees around each crop, multiple of 32.
        done: called after each crop.
    """
    maps: List[NDArray[np.uint8]] = []
    confidence, entropy = 0.0, 0.0
    limit_px = predictor.max_tile_px()
    for window in sample.windows:
        classes = np.full((window[3], window[2]), NO_DATA, np.uint8)
        tiling = fit_tiling(covering_window(view, window), margin_px, limit_px)
        for item in read_view_tiles(view, tiling, window, None, normalisation, "reflect"):
            if item.tile is None:
                continue
            (prediction,) = predictor.predict(
                item.pixels[None], [item.part], with_confidence=True, with_entropy=True, grids=[item.regridding]
            )
            assert prediction.confidence is not None and prediction.entropy is not None
            column, row, width, height = item.window
            place = (
                slice(row - window[1], row - window[1] + height),
                slice(column - window[0], column - window[0] + width),
            )
            classes[place] = np.where(item.wanted, prediction.classes, NO_DATA)
            confidence += float(prediction.confidence[item.wanted].sum(dtype=np.float64))
            entropy += float(prediction.entropy[item.wanted].sum(dtype=np.float64))
        maps.append(classes)
        done()
    pixels = sum(int(valid.sum()) for valid in sample.valid)
    return Trial(
        normalisation,
        tuple(maps),
        confidence / pixels,
        entropy / pixels,
        input_distances(sample.means, sample.deviations, normalisation, passport),
    )
