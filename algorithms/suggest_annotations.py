"""Find where annotating helps a model most."""

from ..core.jobs import SuggestAnnotationsJob
from .network_algorithm import NetworkAlgorithm


class SuggestAnnotations(NetworkAlgorithm):
    """One scene and one model in, ranked rectangles out."""

    GROUP = "training"
    COUNT = "COUNT"
    SIZE_M = "SIZE_M"
    MASK = "MASK"
    ANNOTATIONS = "ANNOTATIONS"
    NORMALISATION = "NORMALISATION"
    SEED = "SEED"
    OUTPUT = "OUTPUT"

    def displayName(self):
        return self.tr("Suggest annotations")

    def about(self):
        return self.tr(
            "Looks for the rectangles of an image where annotations teach a model most: where it is unsure, where much "
            "of the image looks alike, and where classes are of which there is little elsewhere. Annotate them in "
            "their order: the first ones are the best ones, however many you do."
        )

    def initAlgorithm(self, configuration=None):
        self.add_image_and_model(self.tr("Image to annotate"))
        self.add_integer(
            self.COUNT,
            self.tr("Number of rectangles"),
            self.tr("How many to suggest, at most: fewer come where there is no room for more."),
            default=SuggestAnnotationsJob.count,
            minimum=1,
            maximum=1000,
        )
        self.add_number(
            self.SIZE_M,
            self.tr("Side of a rectangle (m)"),
            self.tr("At least 32 pixels. Each rectangle should be annotated whole, so take what you can manage."),
            default=SuggestAnnotationsJob.size_m,
            decimals=2,
        )
        self.add_polygons(
            self.MASK,
            self.tr("Where rectangles may lie"),
            self.tr("Polygons, in any coordinate system. Empty: everywhere."),
            optional=True,
        )
        self.add_polygons(
            self.ANNOTATIONS,
            self.tr("Existing annotations"),
            self.tr("Polygons. Rectangles keep away from them, and from what looks like them."),
            optional=True,
        )
        self.add_part()
        self.add_choice(
            self.NORMALISATION,
            self.tr("Normalisation"),
            self.tr("How the image is fed to the model; 'Compare normalisations' recommends one."),
            labels={
                "auto": self.tr("What the model was trained with, if the encodings allow"),
                "norma-01": self.tr("norma-01: to the range 0–1"),
                "norma-source": self.tr("norma-source: statistics of the training data"),
                "norma-target": self.tr("norma-target: statistics of the images to classify"),
            },
            default=SuggestAnnotationsJob.normalisation,
            advanced=True,
        )
        self.add_statistics()
        self.add_resampling()
        self.add_integer(
            self.SEED,
            self.tr("Seed"),
            self.tr("Of the parts of a large image that are looked at; the same seed gives the same rectangles."),
            default=SuggestAnnotationsJob.seed,
            minimum=0,
            maximum=2**31 - 1,
            advanced=True,
        )
        self.add_device()
        self.add_polygon_output(
            self.OUTPUT,
            self.tr("Rectangles to annotate"),
            self.tr(
                "A GeoPackage. Of each rectangle it tells the rank, how unsure the model is there, how much of its "
                "uncertainty in the image the rectangle stands for, the class that it adds most of and the likely "
                "classes."
            ),
        )

    def build_job(self, values):
        return SuggestAnnotationsJob(
            output=values.output(self.OUTPUT),
            count=values.integer(self.COUNT),
            size_m=values.number(self.SIZE_M),
            mask=values.vector(self.MASK),
            annotations=values.vector(self.ANNOTATIONS),
            normalisation=values.choice(self.NORMALISATION),
            seed=values.integer(self.SEED),
            **self.network_fields(values),
        )
