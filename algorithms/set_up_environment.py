"""Set up the Python environment that computes."""

from pathlib import Path

from qgis.core import QgsProcessingOutputBoolean, QgsProcessingOutputString

from ..core.worker.diagnosis import diagnose
from ..core.worker.environment import environment_folder, interpreter_in
from ..core.worker.installation import SetUp, set_up
from . import settings
from .base import CosiaAlgorithm


class SetUpEnvironment(CosiaAlgorithm):
    """An isolated environment with PyTorch and its companions, beside QGIS's own Python."""

    GROUP = "environment"
    INTERPRETER = "INTERPRETER"
    FLAVOUR = "FLAVOUR"
    WHEELS_FOLDER = "WHEELS_FOLDER"
    ENVIRONMENT_FOLDER = "ENVIRONMENT_FOLDER"
    REPORT = "REPORT"
    READY = "READY"

    def displayName(self):
        return self.tr("Set up the environment")

    def about(self):
        return self.tr(
            "Installs PyTorch and what else the plugin computes with into a Python environment of its own; QGIS's "
            "own Python stays as it is. Needed once, and again after some updates of the plugin or of QGIS. It "
            "downloads about 0.3 GB, or 3 GB for an NVIDIA graphics card, and says so first. After an interruption, "
            "run it again: it goes on from there."
        )

    def initAlgorithm(self, configuration=None):
        self.add_program(
            self.INTERPRETER,
            self.tr("Python interpreter"),
            self.tr(
                "Python 3.10 to 3.14 to make the environment with; one that has all packages already is used as it "
                "is. Empty: QGIS's own Python, or another one on this computer where that is too old."
            ),
            optional=True,
        )
        self.add_choice(
            self.FLAVOUR,
            self.tr("Build of PyTorch"),
            self.tr("Automatic: CUDA where an NVIDIA graphics card with a fitting driver is found, else CPU."),
            labels={"auto": self.tr("Automatic"), "cpu": self.tr("CPU"), "cuda": self.tr("CUDA (NVIDIA)")},
            default=SetUp.flavour,
        )
        self.add_folder(
            self.WHEELS_FOLDER,
            self.tr("Folder of wheels"),
            self.tr("Installs from this folder, without network. Empty: downloads with pip's own settings."),
            optional=True,
            advanced=True,
        )
        self.add_folder(
            self.ENVIRONMENT_FOLDER,
            self.tr("Folder of the environment"),
            self.tr("An empty or new folder; about 1.5 GB are needed, or 7 GB with CUDA. Empty: in the QGIS profile."),
            optional=True,
            advanced=True,
        )
        self.add_output(QgsProcessingOutputString(self.REPORT, self.tr("Report")), self.tr("What was set up."))
        self.add_output(
            QgsProcessingOutputBoolean(self.READY, self.tr("Ready")), self.tr("Whether algorithms can run now.")
        )

    def execute(self, values, progress):
        profile = settings.profile_folder()
        default = environment_folder(profile)
        order = SetUp(
            folder=Path(values.text(self.ENVIRONMENT_FOLDER) or default),
            interpreter=values.program(self.INTERPRETER),
            flavour=values.choice(self.FLAVOUR),
            wheels_folder=values.text(self.WHEELS_FOLDER),
            proxy=settings.proxy(),
        )
        python = str(set_up(order, progress))
        settings.store_interpreter("" if python == str(interpreter_in(default)) else python)
        diagnosis = diagnose("", profile, progress, language=settings.language(), interpreter=python)
        progress.log(diagnosis.report)
        return {"report": diagnosis.report, "ready": diagnosis.ready}
