"""Scenes and what is annotated on them, as parameters."""

from typing import Any, Dict

from ..core.jobs import STATISTICS_ENDINGS, TrainingJob
from .base import WorkerAlgorithm
from .values import ParameterValues


class AnnotatedScenesAlgorithm(WorkerAlgorithm):
    """Declares the scenes, their bands and annotations, a second source and what is set apart of them.

    The defaults are those of :class:`TrainingJob`.
    """

    INPUT = "INPUT"
    ANNOTATIONS = "ANNOTATIONS"
    MORE_ANNOTATIONS = "MORE_ANNOTATIONS"
    CLASS_FIELD = "CLASS_FIELD"
    STATISTICS = "STATISTICS"
    BAND_ROLES = "BAND_ROLES"
    NODATA = "NODATA"
    EXTRA_BANDS = "EXTRA_BANDS"
    SOURCE_INPUT = "SOURCE_INPUT"
    SOURCE_LABELS = "SOURCE_LABELS"
    SOURCE_RATIO = "SOURCE_RATIO"
    VALIDATION = "VALIDATION"
    TEST = "TEST"

    def scenes_fields(self, values: ParameterValues) -> Dict[str, Any]:
        """The fields of the job that the parameters below fill."""
        source_labels = values.layer(self.SOURCE_LABELS)
        return {
            "inputs": values.rasters(self.INPUT),
            "annotations": (values.layer(self.ANNOTATIONS), *values.rasters(self.MORE_ANNOTATIONS)),
            "class_field": values.text(self.CLASS_FIELD) or TrainingJob.class_field,
            "statistics": values.text(self.STATISTICS),
            "band_roles": values.names(self.BAND_ROLES),
            "nodata": values.optional_number(self.NODATA),
            "extra_bands": values.choice(self.EXTRA_BANDS),
            "source_inputs": values.rasters(self.SOURCE_INPUT),
            "source_labels": (source_labels,) if source_labels else (),
            "source_ratio": values.number(self.SOURCE_RATIO),
            "validation": values.number(self.VALIDATION),
            "test": values.number(self.TEST),
        }

    def add_scenes_and_annotations(self) -> None:
        self.add_rasters(
            self.INPUT,
            self.tr("Scenes"),
            self.tr("One or more images, all with the same bands, described by their role, and the same encoding."),
        )
        self.add_layer(
            self.ANNOTATIONS,
            self.tr("Annotations"),
            self.tr(
                "Polygons with a class each, as 'Create annotation layer' makes them, or a raster of CoSIA class "
                "numbers. Polygons may be few and small: what lies outside them is unknown and counts as no class."
            ),
        )
        self.add_rasters(
            self.MORE_ANNOTATIONS,
            self.tr("Further rasters of classes"),
            self.tr("Where the scenes have one each, for example."),
            optional=True,
            advanced=True,
        )
        self.add_text(
            self.CLASS_FIELD,
            self.tr("Field with the class of the polygons"),
            self.tr("Class numbers 1–15, or French or English names of classes."),
            default=TrainingJob.class_field,
            optional=True,
            advanced=True,
        )

    def add_bands(self) -> None:
        self.add_file(
            self.STATISTICS,
            self.tr("Statistics of the scenes"),
            self.tr("A JSON file of 'Compute statistics', for norma-target. Empty: computed from the scenes."),
            endings=STATISTICS_ENDINGS,
            optional=True,
            advanced=True,
        )
        self.add_choice(
            self.EXTRA_BANDS,
            self.tr("Bands that the model does not know"),
            self.tr("Such as deep blue and red edge of Pléiades Neo: leave them out, or extend the model by them."),
            labels={
                "ignore": self.tr("Leave them out"),
                "zero": self.tr("Add them with weights of zero"),
                "nearest": self.tr("Add them with the weights of the nearest wavelength"),
                "mean": self.tr("Add them with the mean of the other bands' weights"),
            },
            default=TrainingJob.extra_bands,
        )
        self.add_text(
            self.BAND_ROLES,
            self.tr("Band roles"),
            self.tr(
                "In the order of the bands of each scene, for example: red, green, blue, nir; '-' leaves a band out. "
                "Empty: the band descriptions of the scenes."
            ),
            optional=True,
            advanced=True,
        )
        self.add_number(
            self.NODATA,
            self.tr("No-data value"),
            self.tr("Pixels of this value do not count. Not set: what the scenes themselves say."),
            optional=True,
            advanced=True,
        )

    def add_second_source(self) -> None:
        self.add_rasters(
            self.SOURCE_INPUT,
            self.tr("Images of a second source"),
            self.tr(
                "Labelled images of another sensor to mix in, such as BD ORTHO. They are normalised with statistics of "
                "their own and brought to the pixel size of the scenes; bands that they lack are fed as average."
            ),
            optional=True,
            advanced=True,
        )
        self.add_layer(
            self.SOURCE_LABELS,
            self.tr("Classes of the second source"),
            self.tr("Polygons or a raster of CoSIA class numbers, as for the scenes."),
            optional=True,
            advanced=True,
        )
        self.add_number(
            self.SOURCE_RATIO,
            self.tr("Share of the second source (0–1)"),
            self.tr("So much of what the network sees in training comes from it."),
            default=TrainingJob.source_ratio,
            decimals=2,
            advanced=True,
        )

    def add_split(self) -> None:
        self.add_number(
            self.VALIDATION,
            self.tr("Annotations for validation (%)"),
            self.tr("Of the annotated area; training does not see it, but the best epoch is chosen by it."),
            default=TrainingJob.validation,
            decimals=2,
            advanced=True,
        )
        self.add_number(
            self.TEST,
            self.tr("Annotations for the test (%)"),
            self.tr(
                "Of the annotated area; nothing is learned from it or chosen by it: it proves what training brought. "
                "Squares of the ground are set apart, or whole scenes where there are three or more."
            ),
            default=TrainingJob.test,
            decimals=2,
            advanced=True,
        )
