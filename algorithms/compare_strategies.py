"""Compare ways of training a model on annotated scenes."""

from qgis.core import QgsProcessingOutputNumber, QgsProcessingOutputString, QgsProcessingParameterBoolean

from ..core.jobs import REPORT_ENDINGS, STRATEGIES, TABLE_ENDINGS, CompareStrategiesJob
from .training_algorithm import TrainingAlgorithm


class CompareStrategies(TrainingAlgorithm):
    """Scenes and annotations in; which way of training brings most, out."""

    STRATEGIES = "STRATEGIES"
    NORMALISATIONS = "NORMALISATIONS"
    AREA_FRACTIONS = "AREA_FRACTIONS"
    SEEDS = "SEEDS"
    RESUME = "RESUME"
    OUTPUT = "OUTPUT"
    REPORT = "REPORT"
    BEST_STRATEGY, BEST_NORMALISATION = "BEST_STRATEGY", "BEST_NORMALISATION"
    BEST_MIOU = "BEST_MIOU"

    def displayName(self):
        return self.tr("Compare strategies")

    def about(self):
        return self.tr(
            "Trains a model in every combination of strategies, normalisations, shares of the annotated ground and "
            "seeds, and tells what each brought on ground that none of them saw. It writes no model: train the best "
            "way with 'Fine-tune model'. A comparison of many trainings takes hours; finished ones are kept."
        )

    def initAlgorithm(self, configuration=None):
        self.add_scenes_and_annotations()
        self.add_model()
        self.add_text(
            self.STRATEGIES,
            self.tr("Strategies"),
            self.tr("Separated by commas: {names}.").format(names=", ".join(STRATEGIES)),
            default=", ".join(CompareStrategiesJob.strategies),
        )
        self.add_text(
            self.NORMALISATIONS,
            self.tr("Normalisations"),
            self.tr("Separated by commas: {names}.").format(names=", ".join(self.normalisation_labels())),
            default=", ".join(CompareStrategiesJob.normalisations),
        )
        self.add_text(
            self.AREA_FRACTIONS,
            self.tr("Shares of the annotated ground (%)"),
            self.tr(
                "Separated by commas, for example 100, 50, 25: how accuracy falls as annotation shrinks. Empty: all of "
                "the ground that is for training."
            ),
            optional=True,
        )
        self.add_text(
            self.SEEDS,
            self.tr("Seeds"),
            self.tr(
                "Whole numbers separated by commas. Each trains everything once; several tell how much is chance. The "
                "ground is split by the first one, the same for all."
            ),
            default=", ".join(map(str, CompareStrategiesJob.seeds)),
        )
        self.add_bands()
        self.add_second_source()
        self.add_encoder()
        self.add_learning()
        self.add_split()
        self.add_device()
        self.add(
            QgsProcessingParameterBoolean(
                self.RESUME, self.tr("Keep finished trainings, and go on from them"), CompareStrategiesJob.resume
            ),
            self.tr(
                "After a cancel or a crash, the same call with the same output trains only what is missing. Without it "
                "everything begins anew."
            ),
            advanced=True,
        )
        self.add_file_output(
            self.OUTPUT,
            self.tr("Table"),
            self.tr("A CSV file with one row for each training and figure."),
            endings=TABLE_ENDINGS,
        )
        self.add_file_output(
            self.REPORT,
            self.tr("Report"),
            self.tr("A page with the comparison, each class, and the learning curve."),
            endings=REPORT_ENDINGS,
        )
        self.add_output(
            QgsProcessingOutputString(self.BEST_STRATEGY, self.tr("Best strategy")),
            self.tr("For STRATEGY of 'Fine-tune model'."),
        )
        self.add_output(
            QgsProcessingOutputString(self.BEST_NORMALISATION, self.tr("Its normalisation")),
            self.tr("For NORMALISATION of 'Fine-tune model'."),
        )
        self.add_output(
            QgsProcessingOutputNumber(self.BEST_MIOU, self.tr("Its mIoU (%)")),
            self.tr("On the test ground, mean over the seeds."),
        )

    def build_job(self, values):
        return CompareStrategiesJob(
            **self.training_fields(values),
            output=values.output_file(self.OUTPUT),
            report=values.output_file(self.REPORT),
            strategies=values.names(self.STRATEGIES),
            normalisations=values.names(self.NORMALISATIONS),
            area_fractions=values.numbers(self.AREA_FRACTIONS),
            seeds=values.integers(self.SEEDS),
            resume=values.flag(self.RESUME),
        )
