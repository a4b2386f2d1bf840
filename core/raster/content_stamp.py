"""Whether a raster still holds what it held when a run began, without reading all of a large one."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO, Dict, List, Set

import rasterio
from rasterio.errors import RasterioError

WHOLE_BYTES = 64 * 2**20
"""Files up to this size are hashed whole; where a raster has many files, they share it."""

SAMPLES, SAMPLE_BYTES = 256, 2**18
"""Of larger ones so many parts, evenly spread from the first byte to the last, and fewer of each where there are many
files; their time of change counts too."""

LEAST_SAMPLES = 3

_NOT_PIXELS = (".aux.xml", ".ovr")
"""Files that QGIS writes beside a raster merely by showing it."""


def raster_stamp(path: str) -> str:
    """A hash of the contents of every file that a raster consists of.

    Args:
        path: file, virtual raster or GDAL path.
    """
    digest = hashlib.sha256()
    files = sorted(_files_of(path))
    for file in files:
        digest.update(file_stamp(Path(file), len(files)).encode())
    return digest.hexdigest()


def file_stamp(file: Path, count: int) -> str:
    """A hash of a file's contents; empty if there is no such file.

    Args:
        file: one of ``count`` files of a raster.
    """
    try:
        with file.open("rb") as stream:
            status = os.fstat(stream.fileno())
            size = status.st_size
            digest = hashlib.sha256(str(size).encode())
            if size <= WHOLE_BYTES // count:
                _add(digest, stream, 0, size)
            else:
                digest.update(str(status.st_mtime_ns).encode())
                samples = max(SAMPLES // count, LEAST_SAMPLES)
                for sample in range(samples):
                    _add(digest, stream, max(size - SAMPLE_BYTES, 0) * sample // (samples - 1), SAMPLE_BYTES)
    except OSError:
        return ""
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", stream: BinaryIO, start: int, length: int) -> None:
    stream.seek(start)
    while length > 0 and (part := stream.read(min(length, SAMPLE_BYTES))):
        digest.update(part)
        length -= len(part)


def _files_of(path: str) -> Set[str]:
    """Files on the disk that hold the pixels of a raster, those of virtual rasters inside virtual ones too."""
    found: Dict[str, None] = {}
    waiting: List[str] = [path]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found[one] = None
        if one == path or one.lower().endswith(".vrt"):
            try:
                with rasterio.open(one) as dataset:
                    waiting += dataset.files
            except RasterioError:
                continue
    return {_on_disk(one) for one in found if not one.lower().endswith(_NOT_PIXELS)}


def _on_disk(path: str) -> str:
    """The file itself, or the archive that a GDAL path such as ``/vsizip/a.zip/b.tif`` leads into."""
    if os.path.exists(path) or not path.startswith("/vsi"):
        return path
    parts = path.split("/")[2:]
    places = ("/".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((place for start in places for place in (start, f"/{start}") if os.path.isfile(place)), path)
