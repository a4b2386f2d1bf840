"""Whether an image file is as long as its own headers say, without reading its pixels.

TIFF 6.0 (Adobe, 1992) and BigTIFF: offsets and byte counts of all strips and tiles must lie inside the file.
JPEG 2000 (ISO/IEC 15444-1, annexes A and I): boxes must lie inside the file and the codestream must end
with the marker EOC. A copy that broke off is found at once this way, whatever the size of the scene.
"""

import os
import struct
from typing import BinaryIO, Iterator, Tuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _

_STRIP_OFFSETS, _STRIP_BYTE_COUNTS, _TILE_OFFSETS, _TILE_BYTE_COUNTS = 273, 279, 324, 325
_INTEGER_TYPES = {3: "u2", 4: "u4", 16: "u8"}

Integers = NDArray[np.int64]

_TIFF_SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_JP2_SIGNATURE = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_START_OF_CODESTREAM, _END_OF_CODESTREAM = b"\xff\x4f\xff\x51", b"\xff\xd9"


def check_whole(path: str) -> None:
    """Refuse a TIFF or JPEG 2000 file that ends too early; other formats pass.

    Raises:
        InvalidInputError: the file is shorter than its headers say.
    """
    if ends_early(path):
        raise InvalidInputError(
            _("'{path}' is truncated: it ends after {size} bytes; copy it again.").format(
                path=path, size=os.path.getsize(path)
            )
        )


def ends_early(path: str) -> bool:
    """Whether a TIFF or JPEG 2000 file is shorter than its headers say; an empty file always is."""
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        start = file.read(12)
        try:
            if start[:4] in _TIFF_SIGNATURES:
                return any(ends.max(initial=0) > size for ends, _counts in _tiff_blocks(file, start))
            if start == _JP2_SIGNATURE or start[:4] == _START_OF_CODESTREAM:
                return _jp2_end(file, size) > size
        except (struct.error, ValueError):
            return True
    return not start


def lacks_blocks(path: str) -> bool:
    """Whether a TIFF that was written in full has strips or tiles that never reached the disk."""
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        try:
            blocks = list(_tiff_blocks(file, file.read(12)))
        except (struct.error, ValueError):
            return True
    return not blocks or any(ends.max() > size or not counts.all() for ends, counts in blocks)


def _tiff_blocks(file: BinaryIO, start: bytes) -> Iterator[Tuple[Integers, Integers]]:
    """Ends and lengths in bytes of the strips or tiles of each image in a TIFF.

    Raises:
        struct.error, ValueError: its directories are not whole.
    """
    order = "<" if start[:2] == b"II" else ">"
    big = b"+" in start[2:4]
    file.seek(8 if big else 4)
    directory = _unpack(file, order + ("Q" if big else "I"))
    seen = set()
    while directory and directory not in seen:
        seen.add(directory)
        file.seek(directory)
        entries = {}
        for _entry in range(_unpack(file, order + ("Q" if big else "H"))):
            tag, kind = struct.unpack(order + "HH", file.read(4))
            count = _unpack(file, order + ("Q" if big else "I"))
            entries[tag] = (kind, count, file.read(8 if big else 4))
        directory = _unpack(file, order + ("Q" if big else "I"))
        for offsets, counts in ((_STRIP_OFFSETS, _STRIP_BYTE_COUNTS), (_TILE_OFFSETS, _TILE_BYTE_COUNTS)):
            if offsets in entries and counts in entries:
                lengths = _values(file, order, *entries[counts])
                yield _values(file, order, *entries[offsets]) + lengths, lengths


def _values(file: BinaryIO, order: str, kind: int, count: int, value: bytes) -> Integers:
    """The integers of a TIFF entry, which stand in the entry itself or where it points."""
    dtype = np.dtype(order + _INTEGER_TYPES.get(kind, "u4"))
    length = count * dtype.itemsize
    if length > len(value):
        file.seek(int.from_bytes(value, "little" if order == "<" else "big"))
        value = file.read(length)
    return np.frombuffer(value[:length], dtype, count).astype(np.int64)


def _jp2_end(file: BinaryIO, size: int) -> int:
    """The end of the codestream, or one byte beyond the file where it or its end marker lacks."""
    for kind, start, end in _boxes(file, size):
        if kind == b"jp2c" and start + 4 <= end <= size:
            file.seek(end - 2)
            if file.read(2) == _END_OF_CODESTREAM:
                return end
    return size + 1


def _boxes(file: BinaryIO, size: int) -> Iterator[Tuple[bytes, int, int]]:
    """Kind, start of the contents and end of every box of a JP2 file; a bare codestream is one box."""
    file.seek(0)
    if file.read(4) == _START_OF_CODESTREAM:
        yield b"jp2c", 0, size
        return
    position = 0
    while position < size:
        file.seek(position)
        length, kind = struct.unpack(">I4s", file.read(8))
        start = position + 8
        if length == 1:
            length = _unpack(file, ">Q")
            start += 8
        elif length == 0:
            length = size - position
        if length < start - position:
            raise ValueError(f"box of {length} bytes")
        yield kind, start, position + length
        position += length


def _unpack(file: BinaryIO, code: str) -> int:
    return int(struct.unpack(code, file.read(struct.calcsize(code)))[0])
