"""Where results may be written: with the ending of their format, and never over another file that the user named."""

import os
from pathlib import Path
from typing import Dict, Sequence, Tuple

from ..errors import InvalidInputError
from ..jobs import GEOTIFF_ENDINGS
from ..language import _


def check_outputs(source: str, outputs: Sequence[str]) -> None:
    """Refuse outputs that collide with the input or with each other; each has a style of its stem beside it.

    Args:
        source: raster that is read.
        outputs: GeoTIFFs to write.

    Raises:
        InvalidInputError: a file would be written over another one, or is to be no GeoTIFF.
    """
    taken: Dict[str, str] = {_location(file): source for file in _with_style(source)}
    for output in outputs:
        if not output.lower().endswith(GEOTIFF_ENDINGS):
            raise InvalidInputError(
                _("The output '{file}' must end in .tif or .tiff: results are GeoTIFFs.").format(file=output)
            )
        for file in _with_style(output):
            if _location(file) in taken:
                raise InvalidInputError(
                    _(
                        "'{file}' or its style would be written over '{other}' or its style; choose another name."
                    ).format(file=output, other=taken[_location(file)])
                )
        taken.update({_location(file): output for file in _with_style(output)})


def check_output_file(output: str, endings: Tuple[str, ...], sources: Sequence[str]) -> None:
    """Refuse an output that is no raster and ends otherwise than its format, or would replace a file that is read.

    Raises:
        InvalidInputError: one of the two.
    """
    if not output.lower().endswith(endings):
        raise InvalidInputError(
            _("The output '{file}' must end in {endings}.").format(file=output, endings=_(" or ").join(endings))
        )
    if _location(Path(output)) in (_location(Path(source)) for source in sources):
        raise InvalidInputError(
            _("'{file}' would be written over a file that is read; choose another name.").format(file=output)
        )


def _with_style(raster: str) -> Tuple[Path, Path]:
    return Path(raster), Path(raster).with_suffix(".qml")


def _location(path: Path) -> str:
    return os.path.normcase(os.path.realpath(path))
