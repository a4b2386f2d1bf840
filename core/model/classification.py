"""A scene through the network into rasters: reading, computing and writing at the same time, in bounded memory."""

import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Deque, Dict, Iterable, Tuple

import numpy as np
from numpy.typing import NDArray

from ..language import _
from ..nomenclature import NO_DATA
from ..progress import Progress
from ..raster.grid import Window
from ..raster.prefetch import Prefetch
from ..raster.tile_reader import ReadTile, batches
from ..raster.tiling import Tiling
from ..raster.writing import ResultRaster
from .allocator import return_freed_memory
from .inference import PERCENT_NO_DATA, Prediction, Predictor

READ_AHEAD_TILES = 2
WRITE_BEHIND_TILES = 2


def classify_tiles(
    tiles: Iterable[ReadTile],
    tiling: Tiling,
    extent: Window,
    predictor: Predictor,
    results: Dict[str, ResultRaster],
    batch_size: int,
    progress: Progress,
    share: float,
) -> Tuple[NDArray[np.int64], float]:
    """Classify every tile and write what it answers for.

    Args:
        tiles: of ``tiling``, in its order.
        tiling: of the scene or of its resampled view.
        extent: pixels of the scene that the results hold.
        predictor: of the model.
        results: ``output``, and ``confidence`` and ``probabilities`` where they are wanted.
        batch_size: tiles at once; 0: one.
        progress: told of every batch.
        share: of the progress bar.

    Returns:
        Pixels per ``numero``, ``(256,)``, and the seconds spent in the network.
    """
    counts = np.zeros(256, np.int64)
    network_s = 0.0
    done = 0
    held_bytes = predictor.working_bytes(tiling)
    pending: Deque[Future[None]] = deque()
    with Prefetch(tiles, READ_AHEAD_TILES) as reader, ThreadPoolExecutor(1) as writer:
        for batch in batches(reader, max(batch_size, 1)):
            read = [item for item in batch if item.tile]
            if read:
                return_freed_memory(held_bytes)
                before_s = time.monotonic()
                predictions = predictor.predict(
                    np.stack([item.pixels for item in read]),
                    [item.part for item in read],
                    "confidence" in results,
                    "probabilities" in results,
                    grids=[item.regridding for item in read],
                )
                network_s += time.monotonic() - before_s
                for item, prediction in zip(read, predictions):
                    pending.append(writer.submit(_write, item, prediction, extent, results, counts))
            while len(pending) > WRITE_BEHIND_TILES:
                pending.popleft().result()
            done += len(batch)
            progress.report(share * done / len(tiling), _("Tile {done} of {all}").format(done=done, all=len(tiling)))
        for future in pending:
            future.result()
    return counts, network_s


def _write(
    item: ReadTile,
    prediction: Prediction,
    extent: Window,
    results: Dict[str, ResultRaster],
    counts: NDArray[np.int64],
) -> None:
    column, row, width, height = item.window
    window = column - extent[0], row - extent[1], width, height
    unwanted = ~item.wanted
    prediction.classes[unwanted] = NO_DATA
    results["output"].write(prediction.classes[None], window)
    counts += np.bincount(prediction.classes.ravel(), minlength=256)
    if prediction.confidence is not None:
        prediction.confidence[unwanted] = PERCENT_NO_DATA
        results["confidence"].write(prediction.confidence[None], window)
    if prediction.probabilities is not None:
        prediction.probabilities[:, unwanted] = PERCENT_NO_DATA
        results["probabilities"].write(prediction.probabilities, window)
