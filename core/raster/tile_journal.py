"""Finished tiles as they come, in one file that is only ever added to: what a run that was cut off goes on from.

The file is a row of frames, each with its length and checksum before it. Whatever a kill or a power failure cuts off or
garbles is the end of the row, and is recognised: a tile counts as finished only if all its pixels are there.
"""

import contextlib
import json
import os
import struct
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Dict, Iterator, List, Optional

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from .grid import Window

SIGNATURE = b"CoSIA tiles 1\n"

SYNC_INTERVAL_S = 5.0
"""A power failure costs no more than the work of so many seconds; a kill costs nothing that was added."""

_FRAME = struct.Struct("<QI")
_PART = struct.Struct("<Q")
_COMPRESSION = 1


@dataclass(frozen=True)
class Answer:
    """What was found for a part of the results.

    Attributes:
        window: pixels of the results.
        rasters: uint8 ``(bands, height, width)`` by the name of the result.
    """

    window: Window
    rasters: Dict[str, NDArray[np.uint8]]


@dataclass(frozen=True)
class TileRecord:
    """A batch of finished tiles.

    Attributes:
        done: tiles of the run that are finished with this batch.
        at_once: tiles that the device had room for at once.
        answers: of the tiles in which anything was asked for.
        notes: further counts.
    """

    done: int
    at_once: int
    answers: List[Answer]
    notes: Dict[str, int] = field(default_factory=dict)


class TileJournal:
    """The journal of one run; use as a context.

    Attributes:
        file: where it lies.
        size: bytes of what was read or written so far.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.size = 0
        self._stream: Optional[IO[bytes]] = None
        self._synced_s = 0.0

    def __enter__(self) -> "TileJournal":
        return self

    def __exit__(self, *error: object) -> None:
        # What could not be written was told when it was added; closing would try once more.
        with contextlib.suppress(OSError):
            if self._stream:
                self._stream.close()

    def begin(self, header: Dict[str, Any]) -> None:
        """Begin anew; what was there is lost.

        Args:
            header: what tells this run from others and what it needs to go on; JSON.

        Raises:
            InvalidInputError: the disk is full.
        """
        try:
            self._stream = self.file.open("wb")
            self._stream.write(SIGNATURE)
        except OSError as error:
            raise self._unwritable(error) from None
        self.size = len(SIGNATURE)
        self._add_frame([json.dumps(header).encode()], is_urgent=True)

    def header(self) -> Optional[Dict[str, Any]]:
        """What the journal that lies there began with; None if there is none, or it cannot be read."""
        try:
            with self.file.open("rb") as stream:
                if stream.read(len(SIGNATURE)) != SIGNATURE:
                    return None
                frame = _next_frame(stream)
                header = json.loads(next(_parts(frame))) if frame else None
        except (OSError, ValueError):
            return None
        return header if isinstance(header, dict) else None

    def restore(self) -> Iterator[TileRecord]:
        """The records of the journal that lies there, up to the first that is not whole; then it can be added to.

        Raises:
            InvalidInputError: the file cannot be read or written.
        """
        try:
            stream = self._stream = self.file.open("r+b")
            stream.seek(len(SIGNATURE))
            _next_frame(stream)
            self.size = stream.tell()
            while (frame := _next_frame(stream)) is not None and (record := _record(frame)) is not None:
                self.size = stream.tell()
                yield record
                stream.seek(self.size)
            stream.seek(self.size)
            stream.truncate()
        except OSError as error:
            raise self._unwritable(error) from None

    def add(self, record: TileRecord) -> None:
        """Keep a record.

        Raises:
            InvalidInputError: the disk is full.
        """
        parts: List[bytes] = []
        described = []
        for answer in record.answers:
            shapes = {name: raster.shape for name, raster in answer.rasters.items()}
            described.append({"window": answer.window, "shapes": shapes})
            parts += [zlib.compress(np.ascontiguousarray(one).data, _COMPRESSION) for one in answer.rasters.values()]
        meta = {"done": record.done, "at_once": record.at_once, "notes": record.notes, "answers": described}
        self._add_frame([json.dumps(meta).encode(), *parts])

    def _add_frame(self, parts: List[bytes], is_urgent: bool = False) -> None:
        assert self._stream is not None
        payload = b"".join(_PART.pack(len(part)) + part for part in parts)
        try:
            self._stream.write(_FRAME.pack(len(payload), zlib.crc32(payload)) + payload)
            self._stream.flush()
            now_s = time.monotonic()
            if is_urgent or now_s - self._synced_s >= SYNC_INTERVAL_S:
                self._synced_s = now_s
                os.fsync(self._stream.fileno())
        except OSError as error:
            raise self._unwritable(error) from None
        self.size += _FRAME.size + len(payload)

    def _unwritable(self, error: OSError) -> InvalidInputError:
        return InvalidInputError(
            _("'{file}' cannot be written: {error}; free the disk or choose another folder.").format(
                file=self.file, error=error.strerror or error
            )
        )


def _next_frame(stream: IO[bytes]) -> Optional[bytes]:
    """The payload that comes next in the file; None if it is not whole, or there is none."""
    head = stream.read(_FRAME.size)
    if len(head) < _FRAME.size:
        return None
    length, checksum = _FRAME.unpack(head)
    if length > os.fstat(stream.fileno()).st_size - stream.tell():
        return None
    payload = stream.read(length)
    return payload if len(payload) == length and zlib.crc32(payload) == checksum else None


def _record(payload: bytes) -> Optional[TileRecord]:
    """What a whole frame says; None if it is no record."""
    parts = list(_parts(payload))
    try:
        meta = json.loads(parts.pop(0))
        blobs = iter(parts)
        answers = [
            Answer(
                tuple(described["window"]),
                {
                    name: np.frombuffer(bytearray(zlib.decompress(next(blobs))), np.uint8).reshape(shape)
                    for name, shape in described["shapes"].items()
                },
            )
            for described in meta["answers"]
        ]
        return TileRecord(meta["done"], meta["at_once"], answers, meta["notes"])
    except (ValueError, KeyError, TypeError, IndexError, StopIteration, zlib.error):
        return None


def _parts(payload: bytes) -> Iterator[bytes]:
    position = 0
    while position + _PART.size <= len(payload):
        (length,) = _PART.unpack_from(payload, position)
        position += _PART.size
        yield payload[position : position + length]
        position += length
