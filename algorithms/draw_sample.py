"""Points at random within each class of a classification, to be interpreted."""

from qgis.core import QgsProcessingOutputNumber

from ..core.jobs import DrawSampleJob
from .base import WorkerAlgorithm


class DrawSample(WorkerAlgorithm):
    """A stratified random sample with a form to interpret it, which does not show the class of the map."""

    GROUP = "maps"
    CLASSIFICATION = "CLASSIFICATION"
    COUNT = "COUNT"
    ALLOCATION = "ALLOCATION"
    MASK = "MASK"
    AUTHOR = "AUTHOR"
    SEED = "SEED"
    OUTPUT = "OUTPUT"
    POINTS = "POINTS"

    def displayName(self):
        return self.tr("Draw sample")

    def about(self):
        return self.tr(
            "Points at random within each class of a map, at the centres of pixels. Look at each point on an image, "
            "choose its true class from the list of its form, and give the layer to 'Assess accuracy': it then "
            "estimates the accuracy of the whole map and the true area of each class, with their standard errors. "
            "The form does not show the class of the map, so that it cannot sway you."
        )

    def initAlgorithm(self, configuration=None):
        self.add_raster(
            self.CLASSIFICATION,
            self.tr("Classification"),
            self.tr("A map of CoSIA classes; each class is a stratum."),
        )
        self.add_integer(
            self.COUNT,
            self.tr("Number of points"),
            self.tr("How many there are in all. With 500 points the overall accuracy is known to about 3 to 4 points."),
            default=DrawSampleJob.count,
            minimum=2,
            maximum=1_000_000,
        )
        self.add_choice(
            self.ALLOCATION,
            self.tr("Points of each class"),
            self.tr(
                "Balanced: 50 points of each class, or half of an equal share if that is less, and the rest in "
                "proportion to area: suits overall accuracy, areas and rare classes alike. Each class gets at least "
                "2 points with any choice."
            ),
            labels={
                "proportional": self.tr("Proportional to area"),
                "equal": self.tr("Equal"),
                "balanced": self.tr("Balanced"),
            },
            default=DrawSampleJob.allocation,
        )
        self.add_polygons(
            self.MASK,
            self.tr("Mask"),
            self.tr("Only pixels inside these polygons are drawn; give the same mask to 'Assess accuracy'."),
            optional=True,
        )
        self.add_text(
            self.AUTHOR,
            self.tr("Author"),
            self.tr("Written into each point that is interpreted. Empty: the name of QGIS's user."),
            optional=True,
        )
        self.add_integer(
            self.SEED,
            self.tr("Seed"),
            self.tr("The same seed draws the same points of the same map again."),
            default=DrawSampleJob.seed,
            minimum=0,
            maximum=2**31 - 1,
            advanced=True,
        )
        self.add_point_output(
            self.OUTPUT,
            self.tr("Sample"),
            self.tr(
                "A GeoPackage, which brings its style and form along. A layer in which somebody has interpreted points "
                "is never replaced."
            ),
        )
        self.add_output(QgsProcessingOutputNumber(self.POINTS, self.tr("Points")), self.tr("How many were drawn."))

    def build_job(self, values):
        return DrawSampleJob(
            classification=values.raster(self.CLASSIFICATION),
            count=values.integer(self.COUNT),
            allocation=values.choice(self.ALLOCATION),
            mask=values.vector(self.MASK),
            author=values.text(self.AUTHOR),
            seed=values.integer(self.SEED),
            output=values.output(self.OUTPUT),
        )
