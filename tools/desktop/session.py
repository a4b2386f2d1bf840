"""What happens on QGIS's desktop for pictures: ``qgis --code session.py``.

The environment says what: ``COSIA_CHECKOUT`` is the project, ``COSIA_PLAY`` is ``tutorial`` or ``guide``,
``COSIA_FOLDER`` holds its files.
Pictures go to its folder ``pictures``. QGIS ends with exit code 1 and the trace of what went wrong, if something did.
"""

import os
import sys
import traceback
from pathlib import Path

from qgis.PyQt.QtCore import QTimer

sys.path.insert(0, os.environ["COSIA_CHECKOUT"])


def play() -> None:
    code = 1
    try:
        from tools.desktop.guide import Guide
        from tools.desktop.tutorial import Tutorial

        plays = {"guide": Guide, "tutorial": Tutorial}
        plays[os.environ["COSIA_PLAY"]](Path(os.environ["COSIA_FOLDER"])).play()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # Leaving in order would ask about unsaved changes, and QGIS 3.22 crashes on layers that Python still holds.
        os._exit(code)


QTimer.singleShot(2000, play)
