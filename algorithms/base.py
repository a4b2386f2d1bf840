"""What all algorithms have in common: running, errors, progress, outputs.

Two classes to derive from:

- :class:`WorkerAlgorithm` fills a job in ``build_job`` and lets the worker compute it;
- :class:`CosiaAlgorithm` does something in QGIS's own process in ``execute``, with the standard library.

Both return values by lower-case name: the output ``MODEL_HASH`` is the value ``model_hash``.
"""

import dataclasses
import re
import time
from pathlib import Path
from typing import Any, Dict, Tuple

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
)
from qgis.PyQt.QtCore import QCoreApplication, QThread
from qgis.PyQt.QtGui import QIcon

from ..core.errors import CosiaError, WorkerError
from ..core.jobs import Job
from ..core.progress import Progress, cancelled
from ..core.worker.client import run_in_worker
from . import settings
from .declarations import Declarations
from .help_page import help_page
from .paths import check_ending
from .running import known_as_running
from .styling import finish_layer
from .values import ParameterValues, choice

COUNT_INTERVAL_S = 10.0
ICONS = Path(__file__).parents[1] / "resources" / "icons"


class CosiaAlgorithm(Declarations):
    """An algorithm whose id is the name of its file.

    A subclass gives ``displayName``, ``about``, ``initAlgorithm`` and ``execute``.
    """

    GROUP = ""
    """One of ``environment``, ``preparation``, ``models``, ``classification``, ``training``, ``maps``."""

    EXAMPLE: Tuple[str, ...] = ()
    """Optional parameters that the example on the help page gives as well."""

    def execute(self, values: ParameterValues, progress: Progress) -> Dict[str, Any]:
        """Do the work; return the values of the outputs by lower-case name.

        Raises:
            CosiaError: told to the user by :meth:`processAlgorithm`.
        """
        raise NotImplementedError

    def name(self) -> str:
        return type(self).__module__.rpartition(".")[2]

    def createInstance(self) -> "CosiaAlgorithm":
        return type(self)()

    def groupId(self) -> str:
        return self.GROUP

    def group(self) -> str:
        return {
            "environment": self.tr("1. Set up"),
            "preparation": self.tr("2. Prepare images"),
            "models": self.tr("3. Get and know models"),
            "classification": self.tr("4. Classify"),
            "training": self.tr("5. Annotate and train"),
            "maps": self.tr("6. Prove and use maps"),
        }[self.GROUP]

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        return str(ICONS / f"{self.name()}.svg")

    def helpUrl(self) -> str:
        # QGIS asks while it builds the dialog, which must open without a page too, as on a full disk.
        try:
            return help_page(self).as_uri()
        except OSError:
            return ""

    def checkParameterValues(self, parameters: Dict[str, Any], context: QgsProcessingContext) -> Tuple[bool, str]:
        # QGIS accepts indices only, so it is shown the index of each name.
        indices = dict(parameters)
        for name in self._raster_lists & parameters.keys():
            # A list with a damaged image QGIS refuses in few words; the worker says which one and why.
            if parameters[name]:
                indices[name] = []
                if self.parameterDefinition(name).flags() & QgsProcessingParameterDefinition.Flag.FlagOptional:
                    del indices[name]
        try:
            for name, names in self._choices.items():
                if isinstance(indices.get(name), str):
                    indices[name] = names.index(choice(name, indices[name], names))
            for name, endings in self._endings.items():
                check_ending(name, parameters.get(name), endings, context)
        except CosiaError as error:
            return False, error.message
        return super().checkParameterValues(indices, context)

    def processAlgorithm(
        self, parameters: Dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Dict[str, Any]:
        values = ParameterValues(self, self._choices, parameters, context)
        try:
            with known_as_running(feedback):
                results = self.execute(values, FeedbackProgress(feedback))
        except CosiaError as error:
            values.forget_outputs()
            if isinstance(error, WorkerError) and error.details:
                feedback.pushDebugInfo(error.details)
            raise QgsProcessingException(error.message) from None
        outputs = {
            output.name(): results[output.name().lower()]
            for output in self.outputDefinitions()
            if results.get(output.name().lower(), "") != ""
        }
        for name, value in outputs.items():
            if isinstance(value, str):
                finish_layer(value, results.get("layer_name", "") if name == "OUTPUT" else "", context)
        return outputs


class WorkerAlgorithm(CosiaAlgorithm):
    """An algorithm that the worker computes. A subclass gives ``build_job`` instead of ``execute``."""

    def build_job(self, values: ParameterValues) -> Job:
        """The job that the parameters describe; ``language`` is filled in later.

        Raises:
            CosiaError: a value that cannot be used.
        """
        raise NotImplementedError

    def execute(self, values: ParameterValues, progress: Progress) -> Dict[str, Any]:
        python = settings.interpreter()
        job = dataclasses.replace(self.build_job(values), language=settings.language())
        return run_in_worker(python, job, progress, values.layer_names)

    def checkParameterValues(self, parameters: Dict[str, Any], context: QgsProcessingContext) -> Tuple[bool, str]:
        try:
            settings.interpreter()
        except CosiaError as error:
            return False, error.message
        return super().checkParameterValues(parameters, context)


class FeedbackProgress:
    """Tells QGIS what the worker tells, and the worker whether the user cancelled."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback
        self._stage = ""
        self._told_s = 0.0

    def report(self, fraction: float, message: str = "") -> None:
        self._feedback.setProgress(100.0 * fraction)
        # QGIS logs every text: "Tile 17 of 4000" may appear now and then only, a new stage always.
        stage, now_s = re.sub(r"\d+", "", message), time.monotonic()
        if message and (stage != self._stage or now_s - self._told_s >= COUNT_INTERVAL_S):
            self._stage, self._told_s = stage, now_s
            self._feedback.setProgressText(message)
        self.check_cancelled()

    def log(self, message: str) -> None:
        self._feedback.pushInfo(message)

    def warn(self, message: str) -> None:
        self._feedback.pushWarning(message)

    def check_cancelled(self) -> None:
        # On QGIS's own thread run models and batches of older versions, and all of qgis_process: nobody else there lets
        # a cancel through, or the windows be drawn.
        application = QCoreApplication.instance()
        if QThread.currentThread() == application.thread():
            application.processEvents()
        if self._feedback.isCanceled():
            raise cancelled()
