"""A layer to annotate a scene in."""

from qgis.core import QgsProcessingOutputNumber, QgsProcessingParameterCrs

from ..core.jobs import CreateAnnotationLayerJob
from .base import WorkerAlgorithm


class CreateAnnotationLayer(WorkerAlgorithm):
    """An empty layer of polygons with a class each, or the areas of a classification to correct."""

    GROUP = "training"
    INPUT = "INPUT"
    CLASSIFICATION = "CLASSIFICATION"
    EXTENT = "EXTENT"
    MIN_AREA_M2 = "MIN_AREA_M2"
    CRS = "CRS"
    AUTHOR = "AUTHOR"
    OUTPUT = "OUTPUT"
    EXAMPLE = (INPUT,)
    POLYGONS = "POLYGONS"

    def displayName(self):
        return self.tr("Create annotation layer")

    def about(self):
        return self.tr(
            "A layer to draw polygons of the 15 CoSIA classes in, which 'Fine-tune model' learns from. It opens with "
            "IGN's colours and a form: choose the class from the list, and its name, who drew it and when fill "
            "themselves. Areas may stay blank, and polygons of different classes must not overlap: in the snapping "
            "toolbar, switch on snapping, topological editing and 'Avoid overlap on active layer'."
        )

    def initAlgorithm(self, configuration=None):
        self.add_raster(
            self.INPUT,
            self.tr("Image to annotate"),
            self.tr("Gives the layer its coordinate reference system."),
            optional=True,
        )
        self.add_raster(
            self.CLASSIFICATION,
            self.tr("Classification to correct"),
            self.tr(
                "A map of CoSIA classes, whose areas become polygons. As long as nobody changes them they have no "
                "author: delete what you did not look at before a model learns from them."
            ),
            optional=True,
        )
        self.add_extent(
            self.EXTENT,
            self.tr("Part of the classification"),
            self.tr("Only what lies in it becomes polygons. Empty: all of the classification."),
            optional=True,
        )
        self.add_number(
            self.MIN_AREA_M2,
            self.tr("Smallest area (m²)"),
            self.tr("Smaller areas of the classification are left out."),
            default=CreateAnnotationLayerJob.min_area_m2,
            decimals=2,
        )
        self.add(
            QgsProcessingParameterCrs(self.CRS, self.tr("Coordinate reference system")),
            self.tr("Of the layer. Empty: that of the image, else that of the classification."),
            optional=True,
            advanced=True,
        )
        self.add_text(
            self.AUTHOR,
            self.tr("Author"),
            self.tr("Written into each polygon that is drawn or changed. Empty: the name of QGIS's user."),
            optional=True,
        )
        self.add_polygon_output(
            self.OUTPUT,
            self.tr("Annotations"),
            self.tr(
                "A GeoPackage, which brings its style and form along. A layer in which somebody has drawn is never "
                "replaced."
            ),
        )
        self.add_output(
            QgsProcessingOutputNumber(self.POLYGONS, self.tr("Polygons to correct")),
            self.tr("How many areas of the classification became polygons."),
        )

    def build_job(self, values):
        return CreateAnnotationLayerJob(
            input=values.raster(self.INPUT),
            classification=values.raster(self.CLASSIFICATION),
            extent=values.extent(self.EXTENT),
            min_area_m2=values.number(self.MIN_AREA_M2),
            crs=values.crs(self.CRS),
            author=values.text(self.AUTHOR),
            output=values.output(self.OUTPUT),
        )
