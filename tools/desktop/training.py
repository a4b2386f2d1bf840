"""The fine-tuning of the tutorial, run from its dialog as a user does, while the desktop's own clock keeps ticking."""

import json
import time
from pathlib import Path
from typing import Any, Dict

import processing
from qgis.PyQt.QtCore import QEventLoop, QTimer
from qgis.PyQt.QtWidgets import QTextEdit, QWidget

from .windows import Camera, show

TICK_S = 0.05
PHOTOGRAPHED = "Epoch 5:"
"""The log is photographed when it tells of this epoch."""

SIZE_PX = (1100, 760)


def train(parameters: Dict[str, Any], camera: Camera, picture: str, figures: Path) -> None:
    """Run ``fine_tune`` in its dialog to the end.

    Args:
        parameters: of the algorithm.
        camera: takes ``picture`` of the log once the training is under way.
        figures: JSON file for what was seen: seconds, the longest time in which QGIS answered nobody, results.

    Raises:
        OSError: the algorithm failed.
    """
    dialog = processing.createAlgorithmDialog("cosia:fine_tune", parameters)
    show(dialog, SIZE_PX)
    loop, ticks = QEventLoop(), [time.monotonic()]
    ended = []
    clock = QTimer()
    clock.timeout.connect(lambda: ticks.append(time.monotonic()))
    dialog.algorithmFinished.connect(lambda *results: (ended.append(results), loop.quit()))
    photograph = QTimer()
    photograph.timeout.connect(lambda: _is_under_way(dialog) and (photograph.stop(), camera.take(dialog, picture)))
    clock.start(int(1000 * TICK_S))
    photograph.start(1000)
    dialog.runButton().click()
    loop.exec()
    clock.stop()
    photograph.stop()
    succeeded, results = ended[0]
    gaps = [later - earlier for earlier, later in zip(ticks, ticks[1:])]
    seen = {"seconds": ticks[-1] - ticks[0], "longest_gap_s": max(gaps), "results": results}
    figures.write_text(json.dumps(seen, indent=1))
    dialog.close()
    if not succeeded:
        raise OSError(f"fine_tune failed: {results}")


def _is_under_way(dialog: QWidget) -> bool:
    return any(PHOTOGRAPHED in log.toPlainText() for log in dialog.findChildren(QTextEdit))
