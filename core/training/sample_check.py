"""Whether points are what they say they are: a random sample of the classes of this map."""

from pathlib import Path
from typing import Sequence

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES
from ..shown_names import shown_name
from ..vector.sample_layer import Strata


def check_strata(
    strata: Strata,
    at_points: NDArray[np.int64],
    ids: Sequence[int],
    pixels: NDArray[np.int64],
    field: str,
    sample: str,
    classification: str,
    language: str,
) -> str:
    """Compare a sample with the map that it is to assess.

    A sample of another map of the same pixels is in order: its strata still tell how likely each point was.

    Args:
        strata: of the sample.
        at_points: class of the map at each point, 0 without one.
        ids: of the points.
        pixels: of each class of the map, ``(15,)``.
        field: that holds the strata.
        sample, classification: files.
        language: of the classes' names.

    Returns:
        What the user should know, in a sentence, or nothing.

    Raises:
        InvalidInputError: points were moved or fields were changed, or the sample is one of other ground.
    """
    other = np.flatnonzero(strata.numeros != at_points)
    same_areas = np.array_equal(strata.pixels, pixels)
    if same_areas and not len(other):
        return ""
    files = {"sample": shown_name(sample), "map": Path(classification).name}
    if same_areas:
        raise InvalidInputError(
            _(
                "{count} of {all} points of '{sample}' do not lie on the class of '{map}' that they were drawn from, "
                "the first is feature {id}: they were moved, or their field '{field}' was changed; give the points as "
                "they were drawn, and the classification that they were drawn from."
            ).format(count=len(other), all=len(at_points), id=ids[int(other[0])], field=field, **files)
        )
    if int(strata.pixels.sum()) != int(pixels.sum()):
        index = int(np.abs(strata.pixels - pixels).argmax())
        raise InvalidInputError(
            _(
                "'{sample}' was drawn from other ground than '{map}' covers, for instance from {drawn} pixels of "
                "{name}, of which there are {found} here: choose the classification, and the MASK, that it was drawn "
                "with, and leave no class of it out."
            ).format(name=CLASSES[index].name(language), drawn=strata.pixels[index], found=pixels[index], **files)
        )
    return _(
        "'{sample}' was drawn from another map than '{map}' ({count} of {all} points have another class there); that "
        "is in order, since both cover the same pixels and points keep the weights that they were drawn with."
    ).format(count=len(other), all=len(at_points), **files)
