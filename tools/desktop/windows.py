"""Waiting for QGIS's desktop and taking pictures of its windows."""

from pathlib import Path

from qgis.PyQt.QtCore import QEventLoop, QSize, QTimer
from qgis.PyQt.QtWidgets import QDockWidget, QSplitter, QTabWidget, QTextBrowser, QWidget
from qgis.utils import iface

SETTLED_S = 1.2
"""After which a new window is drawn."""


class Camera:
    """Takes pictures of windows into one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, widget: QWidget, name: str) -> None:
        """A picture of a widget as it is now.

        Raises: OSError, if it cannot be written.
        """
        if not widget.grab().save(str(self._folder / f"{name}.png")):
            raise OSError(f"{name}.png cannot be written to {self._folder}")

    def take_dialog(self, dialog: QWidget, size_px: "tuple[int, int]", name: str) -> None:
        """A picture of a dialog of this size, which is closed then."""
        show(dialog, size_px)
        self.take(dialog, name)
        dialog.close()
        dialog.deleteLater()

    def take_window(self, name: str) -> None:
        """A picture of QGIS's main window, once its map is drawn."""
        wait_for_map()
        self.take(iface.mainWindow(), name)


def wait(seconds: float) -> None:
    """Let QGIS go on for so long."""
    loop = QEventLoop()
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()


def wait_for_map() -> None:
    canvas = iface.mapCanvas()
    canvas.refresh()
    wait(SETTLED_S)
    while canvas.isDrawing():
        wait(0.1)


def show(dialog: QWidget, size_px: "tuple[int, int]") -> None:
    dialog.show()
    dialog.resize(QSize(*size_px))
    wait(SETTLED_S)
    # The help beside the parameters is narrow at first.
    for splitter in dialog.findChildren(QSplitter):
        if splitter.findChildren(QTextBrowser) and splitter.findChildren(QTabWidget):
            splitter.setSizes([int(0.62 * size_px[0]), int(0.38 * size_px[0])])
    wait(SETTLED_S)


def only_docks(*names: str) -> None:
    """Show these docks of the main window and no others."""
    for dock in iface.mainWindow().findChildren(QDockWidget):
        dock.setVisible(dock.objectName() in names)
