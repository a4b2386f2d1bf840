"""How accurate a classification is."""

from qgis.core import QgsProcessingOutputNumber

from ..core.jobs import REPORT_ENDINGS, TABLE_ENDINGS, AssessAccuracyJob
from .base import WorkerAlgorithm


class AssessAccuracy(WorkerAlgorithm):
    """A classification beside a reference: raster, polygons or points."""

    GROUP = "maps"
    CLASSIFICATION = "CLASSIFICATION"
    REFERENCE = "REFERENCE"
    CLASS_FIELD = "CLASS_FIELD"
    MASK = "MASK"
    BLOCK_SIZE_M = "BLOCK_SIZE_M"
    STRATA_FIELD = "STRATA_FIELD"
    SEED = "SEED"
    OUTPUT = "OUTPUT"
    FIGURES = "FIGURES"
    REPORT = "REPORT"
    OA = "OA"
    MIOU = "MIOU"
    MFSCORE = "MFSCORE"
    MPRECISION = "MPRECISION"
    MRECALL = "MRECALL"
    MIOU_15 = "MIOU_15"
    KAPPA = "KAPPA"

    def displayName(self):
        return self.tr("Assess accuracy")

    def about(self):
        return self.tr(
            "Compares a map with the truth, on the pixels of the map: a raster, polygons or points on any grid and in "
            "any coordinate reference system. Tells overall accuracy, IoU, F-score, precision and recall by class and "
            "on average, with 95 % intervals. With points of 'Draw sample' it estimates the accuracy of the whole map "
            "and the true area of each class (Olofsson et al., 2014)."
        )

    def initAlgorithm(self, configuration=None):
        self.add_raster(
            self.CLASSIFICATION, self.tr("Classification"), self.tr("A map of CoSIA classes, numbered 1 to 15.")
        )
        self.add_layer(
            self.REFERENCE,
            self.tr("Reference"),
            self.tr(
                "What is true: a raster of CoSIA classes, polygons or points. Codes that are no CoSIA class are left "
                "out and counted. A model must not have learned from it."
            ),
            points=True,
        )
        self.add_text(
            self.CLASS_FIELD,
            self.tr("Field with the class"),
            self.tr("Of polygons and points: the number 1 to 15, or the French or English name of the class."),
            default=AssessAccuracyJob.class_field,
            optional=True,
        )
        self.add_polygons(
            self.MASK, self.tr("Mask"), self.tr("Only pixels inside these polygons are compared."), optional=True
        )
        self.add_number(
            self.BLOCK_SIZE_M,
            self.tr("Side of the blocks (m)"),
            self.tr(
                "Intervals come from drawing blocks of ground anew, since neighbouring pixels are alike: choose blocks "
                "at least as large as fields, woods or streets of houses."
            ),
            default=AssessAccuracyJob.block_size_m,
            decimals=2,
            advanced=True,
        )
        self.add_text(
            self.STRATA_FIELD,
            self.tr("Field with the stratum"),
            self.tr(
                "Of points at random within each class of this map that another program drew: the field with that "
                "class. Points of 'Draw sample' are recognised without it."
            ),
            optional=True,
            advanced=True,
        )
        self.add_integer(
            self.SEED,
            self.tr("Seed of the intervals"),
            self.tr("The same seed gives the same intervals again."),
            default=AssessAccuracyJob.seed,
            minimum=0,
            maximum=2**31 - 1,
            advanced=True,
        )
        self.add_file_output(
            self.OUTPUT,
            self.tr("Confusion matrix"),
            self.tr(
                "A table with a row for each true class and a column for each class of the map, and totals. Of a "
                "sample of 'Draw sample' it counts points, but each class's figures are those of the whole map."
            ),
            endings=TABLE_ENDINGS,
        )
        self.add_file_output(
            self.FIGURES,
            self.tr("All figures"),
            self.tr("A table with one figure a row: its value, interval and standard error; areas in hectares."),
            endings=TABLE_ENDINGS,
            optional=True,
        )
        self.add_file_output(
            self.REPORT,
            self.tr("Report"),
            self.tr("A page with all figures, and where the map is right."),
            endings=REPORT_ENDINGS,
            optional=True,
        )
        self._add_numbers()

    def _add_numbers(self):
        over_present = self.tr("Percent, over the classes that occur in the reference.")
        numbers = {
            self.OA: (self.tr("Overall accuracy"), self.tr("Percent of what was compared that is right.")),
            self.MIOU: (self.tr("Mean IoU"), over_present),
            self.MFSCORE: (self.tr("Mean F-score"), over_present),
            self.MPRECISION: (self.tr("Mean precision"), over_present),
            self.MRECALL: (self.tr("Mean recall"), over_present),
            self.MIOU_15: (self.tr("Mean IoU of all 15"), self.tr("Percent; absent classes count as 0.")),
            self.KAPPA: (
                self.tr("Kappa"),
                self.tr("Cohen's, × 100: 0 is agreement by chance, 100 no error; missing where there is one class."),
            ),
        }
        for name, (label, help) in numbers.items():
            self.add_output(QgsProcessingOutputNumber(name, label), help)

    def build_job(self, values):
        return AssessAccuracyJob(
            classification=values.raster(self.CLASSIFICATION),
            reference=values.layer(self.REFERENCE),
            class_field=values.text(self.CLASS_FIELD) or AssessAccuracyJob.class_field,
            mask=values.vector(self.MASK),
            block_size_m=values.number(self.BLOCK_SIZE_M),
            strata_field=values.text(self.STRATA_FIELD),
            seed=values.integer(self.SEED),
            output=values.output_file(self.OUTPUT),
            figures=values.output_file(self.FIGURES),
            report=values.output_file(self.REPORT),
        )
