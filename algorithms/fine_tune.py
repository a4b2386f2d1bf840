"""Train a model on annotated scenes."""

from qgis.core import QgsProcessingOutputNumber, QgsProcessingOutputString, QgsProcessingParameterBoolean

from ..core.jobs import MODEL_ENDINGS, MOST_SEED, REPORT_ENDINGS, FineTuneJob
from .training_algorithm import TrainingAlgorithm


class FineTune(TrainingAlgorithm):
    """Scenes and annotations in, a better model and the proof of it out."""

    STRATEGY = "STRATEGY"
    NORMALISATION = "NORMALISATION"
    SEED = "SEED"
    RESUME = "RESUME"
    OUTPUT = "OUTPUT"
    REPORT = "REPORT"
    MODEL_HASH = "MODEL_HASH"
    MIOU_BEFORE, MIOU_AFTER = "MIOU_BEFORE", "MIOU_AFTER"
    OA_BEFORE, OA_AFTER = "OA_BEFORE", "OA_AFTER"

    def displayName(self):
        return self.tr("Fine-tune model")

    def about(self):
        return self.tr(
            "Trains a model further on your own scenes and annotations, on this computer. A part of the annotated "
            "ground is set apart, and the report tells from it what the training brought: better, worse, or cannot "
            "tell. Cancelling keeps the best model so far."
        )

    def initAlgorithm(self, configuration=None):
        self.add_scenes_and_annotations()
        self.add_model()
        self.add_choice(
            self.STRATEGY,
            self.tr("Strategy"),
            self.tr(
                "What to train. IGN gained most, and in the fewest epochs, by retraining all weights of a model of "
                "aerial images. A new network needs far more annotations."
            ),
            labels={
                "app-scratch": self.tr("app-scratch: a new network from ImageNet weights"),
                "ft-initialisation": self.tr("ft-initialisation: all weights of the model"),
                "ft-freeze-encoder": self.tr("ft-freeze-encoder: all but the encoder"),
                "ft-finetune-head": self.tr("ft-finetune-head: the last layer only"),
            },
            default=FineTuneJob.strategy,
        )
        self.add_choice(
            self.NORMALISATION,
            self.tr("Normalisation"),
            self.tr("How digital numbers become what the network reads; the new model keeps to it."),
            labels=self.normalisation_labels(),
            default=FineTuneJob.normalisation,
        )
        self.add_bands()
        self.add_second_source()
        self.add_encoder()
        self.add_learning()
        self.add_split()
        self.add_integer(
            self.SEED,
            self.tr("Seed"),
            self.tr("The same seed gives the same split and, on a processor, the same model."),
            default=FineTuneJob.seed,
            minimum=0,
            maximum=MOST_SEED,
            advanced=True,
        )
        self.add_device()
        self.add(
            QgsProcessingParameterBoolean(
                self.RESUME, self.tr("Go on with an interrupted training"), FineTuneJob.resume
            ),
            self.tr(
                "Of the same output and the same values, from its last epoch; otherwise training begins anew. What it "
                "has done so far is also kept after a cancel."
            ),
            advanced=True,
        )
        self.add_file_output(
            self.OUTPUT, self.tr("New model"), self.tr("A model file for 'Classify land cover'."), endings=MODEL_ENDINGS
        )
        self.add_file_output(
            self.REPORT,
            self.tr("Report"),
            self.tr(
                "A page that proves what training brought: accuracy before and after, curves, and the test blocks as "
                "maps. Not written unless you name it."
            ),
            endings=REPORT_ENDINGS,
            optional=True,
        )
        self._add_figures()

    def _add_figures(self):
        figures = {
            self.MIOU_BEFORE: self.tr("mIoU before (%)"),
            self.MIOU_AFTER: self.tr("mIoU after (%)"),
            self.OA_BEFORE: self.tr("Overall accuracy before (%)"),
            self.OA_AFTER: self.tr("Overall accuracy after (%)"),
        }
        for name, label in figures.items():
            self.add_output(QgsProcessingOutputNumber(name, label), self.tr("On the test blocks."))
        self.add_output(
            QgsProcessingOutputString(self.MODEL_HASH, self.tr("Hash of the new model")), self.tr("Tells models apart.")
        )

    def build_job(self, values):
        return FineTuneJob(
            **self.training_fields(values),
            output=values.output_file(self.OUTPUT),
            report=values.output_file(self.REPORT),
            strategy=values.choice(self.STRATEGY),
            normalisation=values.choice(self.NORMALISATION),
            seed=values.integer(self.SEED),
            resume=values.flag(self.RESUME),
        )
