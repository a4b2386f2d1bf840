"""A scene through the network into rasters: reading, computing and writing at the same time, in bounded memory."""

import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Callable, Deque, Iterable, List

import numpy as np

from ..language import _
from ..progress import Progress
from ..raster.prefetch import Prefetch
from ..raster.tile_reader import ReadTile, batches
from ..raster.tiling import Tiling
from .allocator import return_freed_memory
from .classification_results import ClassificationResults
from .inference import MemoryRanOutError, Predictor
from .prediction import Prediction

READ_AHEAD_TILES = 2
WRITE_BEHIND_BATCHES = 2


@dataclass(frozen=True)
class Course:
    """How a run goes through its tiles.

    Attributes:
        tiling: of the scene or of its resampled view.
        first: tiles that are finished already.
        batch_size: tiles that are taken together.
        at_once: of these, how many the device is given at once; fewer once its memory ran out.
        with_confidence, with_probabilities: what to compute beside the classes.
    """

    tiling: Tiling
    first: int
    batch_size: int
    at_once: int
    with_confidence: bool
    with_probabilities: bool


def classify_tiles(
    tiles: Iterable[ReadTile],
    course: Course,
    predictor: Predictor,
    results: ClassificationResults,
    progress: Progress,
    tell: Callable[[int], None],
) -> float:
    """Classify tiles and put what they answer for.

    Args:
        tiles: of the tiling, in its order, without those that are finished already.
        course: how.
        predictor: of the model.
        results: where they are put.
        progress: told when the memory runs out.
        tell: called after every batch with the number of finished tiles; may raise what ends the run.

    Returns:
        The seconds spent in the network.

    Raises:
        MemoryRanOutError: the device has no room for a single tile.
    """
    network_s = 0.0
    done, at_once = course.first, course.at_once
    held_bytes = predictor.working_bytes(course.tiling)
    pending: Deque[Future[None]] = deque()
    with Prefetch(tiles, max(READ_AHEAD_TILES, course.batch_size)) as reader, ThreadPoolExecutor(1) as writer:
        for batch in batches(reader, course.batch_size):
            done += len(batch)
            read = [item for item in batch if item.tile]
            predictions: List[Prediction] = []
            if read:
                return_freed_memory(held_bytes)
                before_s = time.monotonic()
                while len(predictions) < len(read):
                    part = read[len(predictions) : len(predictions) + at_once]
                    try:
                        predictions += _predict(part, course, predictor)
                    except MemoryRanOutError:
                        if at_once == 1:
                            raise
                        at_once //= 2
                        predictor.release_memory()
                        progress.log(
                            _("The device has no room for so many tiles at once; it goes on with {count}.").format(
                                count=at_once
                            )
                        )
                network_s += time.monotonic() - before_s
            pending.append(writer.submit(results.add, read, predictions, done, at_once))
            while len(pending) > WRITE_BEHIND_BATCHES:
                pending.popleft().result()
            tell(done)
        for future in pending:
            future.result()
    return network_s


def _predict(tiles: List[ReadTile], course: Course, predictor: Predictor) -> List[Prediction]:
    return predictor.predict(
        np.stack([item.pixels for item in tiles]),
        [item.part for item in tiles],
        course.with_confidence,
        course.with_probabilities,
        grids=[item.regridding for item in tiles],
    )
