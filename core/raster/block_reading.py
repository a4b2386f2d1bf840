"""Blocks of a data set, read and counted by several threads, in the order that was asked for."""

import threading
from collections import OrderedDict, deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Deque, Generator, List, Sequence, Tuple

from .data_set import DataSet
from .grid import Window
from .scene import Scene
from .tally import Tally, tally_block

AHEAD_PER_THREAD = 2
OPEN_PER_THREAD = 8
"""Rasters that a thread keeps open: random blocks jump between all of them."""


def tally_blocks(data_set: DataSet, blocks: Sequence[Tuple[int, Window]], threads: int) -> Generator[Tally, None, None]:
    """The tally of each block, in order; a few are read ahead. Close the generator to stop early.

    GDAL and numpy let go of Python's lock while they decode and count, and every thread opens rasters for itself.

    Raises:
        InvalidInputError: a file is damaged.
    """
    reader = _Reader(data_set)
    pending: Deque[Future[Tally]] = deque()
    executor = ThreadPoolExecutor(threads)
    try:
        for number, window in blocks:
            pending.append(executor.submit(reader.tally, number, window))
            if len(pending) >= threads * AHEAD_PER_THREAD:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
        reader.close()


class _Reader:
    """Opens what each thread needs; a rasterio data set belongs to one thread."""

    def __init__(self, data_set: DataSet) -> None:
        self._data_set = data_set
        self._own = threading.local()
        self._all: List[OrderedDict[int, Scene]] = []

    def tally(self, number: int, window: Window) -> Tally:
        """Read and count one block of a member."""
        return tally_block(self._scene(number), window, self._data_set.members[number].mask)

    def close(self) -> None:
        """Close everything, once no thread reads any more."""
        for scenes in self._all:
            for scene in scenes.values():
                scene.__exit__()

    def _scene(self, number: int) -> Scene:
        if not hasattr(self._own, "scenes"):
            self._own.scenes = OrderedDict()
            self._all.append(self._own.scenes)
        scenes: OrderedDict[int, Scene] = self._own.scenes
        if number not in scenes:
            if len(scenes) == OPEN_PER_THREAD:
                scenes.popitem(last=False)[1].__exit__()
            scenes[number] = self._data_set.open(number)
        scenes.move_to_end(number)
        return scenes[number]
