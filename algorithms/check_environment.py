"""Check the Python environment that computes."""

from qgis.core import QgsProcessingOutputBoolean, QgsProcessingOutputString

from ..core.worker.diagnosis import diagnose
from . import settings
from .base import CosiaAlgorithm


class CheckEnvironment(CosiaAlgorithm):
    """What the environment holds, what it can compute on, and what keeps it from running."""

    GROUP = "environment"
    INTERPRETER = "INTERPRETER"
    FLAVOUR = "FLAVOUR"
    WHEELS_FOLDER = "WHEELS_FOLDER"
    REPORT = "REPORT"
    READY = "READY"

    def displayName(self):
        return self.tr("Check the environment")

    def about(self):
        return self.tr(
            "Tells interpreter, versions, processor and graphics cards, free memory and free disk of the "
            "environment that computes, and one sentence per problem with its cure. It changes nothing."
        )

    def initAlgorithm(self, configuration=None):
        self.add_program(
            self.INTERPRETER,
            self.tr("Python interpreter"),
            self.tr("Look at this one. Empty: the one that all algorithms use."),
            optional=True,
        )
        self.add_choice(
            self.FLAVOUR,
            self.tr("Wanted build of PyTorch"),
            self.tr("Another build is told as a problem. Automatic: by what the computer has."),
            labels={"auto": self.tr("Automatic"), "cpu": self.tr("CPU"), "cuda": self.tr("CUDA (NVIDIA)")},
            default="auto",
        )
        self.add_folder(
            self.WHEELS_FOLDER,
            self.tr("Folder of wheels"),
            self.tr("Tells which packages this folder lacks for a set-up without network. Empty: not looked at."),
            optional=True,
            advanced=True,
        )
        self.add_output(
            QgsProcessingOutputString(self.REPORT, self.tr("Report")), self.tr("Plain lines, problems first.")
        )
        self.add_output(
            QgsProcessingOutputBoolean(self.READY, self.tr("Ready")), self.tr("Whether algorithms can run now.")
        )

    def execute(self, values, progress):
        diagnosis = diagnose(
            settings.interpreter_setting(),
            settings.profile_folder(),
            progress,
            language=settings.language(),
            interpreter=values.program(self.INTERPRETER),
            flavour=values.choice(self.FLAVOUR),
            wheels_folder=values.text(self.WHEELS_FOLDER),
        )
        progress.log(diagnosis.report)
        return {"report": diagnosis.report, "ready": diagnosis.ready}
