"""The rasters of a classification while they grow, with the journal that an interrupted run goes on from."""

from typing import Dict, List, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from ..language import _
from ..nomenclature import NO_DATA
from ..raster.grid import Window
from ..raster.tile_journal import Answer, TileJournal, TileRecord
from ..raster.tile_reader import ReadTile
from ..raster.writing import ResultRaster
from .classification_tally import ClassificationTally
from .prediction import PERCENT_NO_DATA, Prediction


class ClassificationResults:
    """Where tiles are put once they are classified.

    Attributes:
        tally: of what was put.
        done: tiles of the run that are finished.
    """

    def __init__(self, rasters: Dict[str, ResultRaster], journal: TileJournal, extent: Window) -> None:
        """Take what is open.

        Args:
            rasters: ``output``, and ``confidence`` and ``probabilities`` where they are wanted.
            journal: begun, or to be restored.
            extent: pixels of the scene that the rasters hold.
        """
        self._rasters, self._journal, self._extent = rasters, journal, extent
        self.tally = ClassificationTally()
        self.done = 0
        self._is_broken = False

    def restore(self) -> Tuple[int, int]:
        """Put the tiles of the journal again.

        Returns:
            How many tiles are finished, and how many of them were computed at once last; 0 and 0 if none are.
        """
        at_once = 0
        for record in self._journal.restore():
            self._put(record.answers, record.notes["lost"])
            self.done, at_once = record.done, record.at_once
        return self.done, at_once

    def add(self, tiles: Sequence[ReadTile], predictions: Sequence[Prediction], done: int, at_once: int) -> None:
        """Put a batch of tiles, and keep it; after one that failed those that are already on their way are dropped.

        Args:
            tiles: those in which anything is wanted.
            predictions: of them.
            done: tiles of the run that are finished then.
            at_once: tiles that the device has room for at once.

        Raises:
            InvalidInputError: the disk is full.
            ModelError: the network answers nothing but damaged numbers.
        """
        # The journal tells how many tiles are finished, counted from the first: none may be missing among them.
        if self._is_broken:
            return
        self._is_broken = True
        answers, lost = [], 0
        for tile, prediction in zip(tiles, predictions):
            answer, missing = self._answer(tile, prediction)
            answers.append(answer)
            lost += missing
        self._journal.add(TileRecord(done, at_once, answers, {"lost": lost}))
        self.done = done
        self._put(answers, lost)
        self._is_broken = False

    def _answer(self, tile: ReadTile, prediction: Prediction) -> Tuple[Answer, int]:
        column, row, width, height = tile.window
        unwanted = ~tile.wanted
        classes = prediction.classes
        lost = int(np.count_nonzero(tile.wanted & (classes == NO_DATA)))
        if lost and lost == np.count_nonzero(tile.wanted):
            raise ModelError(
                _(
                    "The network's answer is no number near column {column}, row {row} of the image: choose the "
                    "precision float32, and if that does not help another model or normalisation."
                ).format(column=column, row=row)
            )
        classes[unwanted] = NO_DATA
        rasters: Dict[str, NDArray[np.uint8]] = {"output": classes[None]}
        if prediction.confidence is not None:
            prediction.confidence[unwanted] = PERCENT_NO_DATA
            rasters["confidence"] = prediction.confidence[None]
        if prediction.probabilities is not None:
            prediction.probabilities[:, unwanted] = PERCENT_NO_DATA
            rasters["probabilities"] = prediction.probabilities
        return Answer((column - self._extent[0], row - self._extent[1], width, height), rasters), lost

    def _put(self, answers: List[Answer], lost: int) -> None:
        for answer in answers:
            for name, raster in self._rasters.items():
                raster.write(answer.rasters[name], answer.window)
            confidence = answer.rasters.get("confidence")
            self.tally.add(answer.rasters["output"][0], None if confidence is None else confidence[0], 0)
        self.tally.lost += lost
