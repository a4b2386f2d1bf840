"""Turn a classification into polygons."""

from qgis.core import QgsProcessingOutputNumber, QgsProcessingParameterFolderDestination

from ..core.jobs import TABLE_ENDINGS, VectoriseJob
from .base import WorkerAlgorithm


class Vectorise(WorkerAlgorithm):
    """A map of classes in, polygons with the fields of IGN's product out."""

    GROUP = "maps"
    INPUT = "INPUT"
    MIN_AREA_M2 = "MIN_AREA_M2"
    MIN_AREA_TABLE = "MIN_AREA_TABLE"
    SIMPLIFY_M2 = "SIMPLIFY_M2"
    EXTENT = "EXTENT"
    MASK = "MASK"
    BLOCKS_FOLDER = "BLOCKS_FOLDER"
    DEPARTMENT = "DEPARTMENT"
    YEAR = "YEAR"
    OUTPUT = "OUTPUT"
    POLYGONS = "POLYGONS"
    BLOCKS = "BLOCKS"

    def displayName(self):
        return self.tr("Vectorise land cover")

    def about(self):
        return self.tr(
            "Makes polygons of a map of the 15 CoSIA classes, with the fields of IGN's product: numero and classe, and "
            "the area. The polygons fill the map without gaps or overlaps, also where small areas are merged and "
            "borders simplified, and maps of any size fit."
        )

    def initAlgorithm(self, configuration=None):
        self.add_raster(
            self.INPUT,
            self.tr("Map of classes"),
            self.tr("One band of CoSIA codes: 1 to 15, and 0 where there is no data."),
        )
        self.add_number(
            self.MIN_AREA_M2,
            self.tr("Smallest area (m²)"),
            self.tr(
                "Smaller areas become a part of the neighbour that they share the longest border with, the smallest "
                "ones first. An area without neighbours stays. 0: nothing is merged."
            ),
            default=VectoriseJob.min_area_m2,
            decimals=2,
        )
        self.add_file(
            self.MIN_AREA_TABLE,
            self.tr("Smallest areas by class"),
            self.tr(
                "A CSV file with the columns numero and min_area_m2; the value above counts for classes that it does "
                "not name."
            ),
            endings=TABLE_ENDINGS,
            optional=True,
        )
        self.add_number(
            self.SIMPLIFY_M2,
            self.tr("Simplify borders (m²)"),
            self.tr(
                "Corners of borders that cut off no more than this area are left out; neighbours keep their common "
                "border, and the outer border of the map stays. The area of a few pixels takes the steps of the "
                "pixels away. 0: borders follow the pixels."
            ),
            default=VectoriseJob.simplify_m2,
            decimals=2,
        )
        self.add_extent(
            self.EXTENT,
            self.tr("Part of the map"),
            self.tr("Only what lies in it becomes polygons. Empty: all of the map."),
            optional=True,
            advanced=True,
        )
        self.add_polygons(
            self.MASK,
            self.tr("Mask"),
            self.tr("Polygons, in any coordinate system; pixels outside them are left out."),
            optional=True,
            advanced=True,
        )
        self.add_text(
            self.DEPARTMENT,
            self.tr("Department"),
            self.tr("For the names of the blocks of 10 km: its number, such as 49, 2A or 974."),
            optional=True,
            advanced=True,
        )
        self.add_integer(
            self.YEAR,
            self.tr("Year of the images"),
            self.tr("For the names of the blocks of 10 km."),
            default=VectoriseJob.year,
            minimum=0,
            maximum=2099,
            advanced=True,
        )
        self.add_polygon_output(
            self.OUTPUT, self.tr("Land cover polygons"), self.tr("A GeoPackage, which brings IGN's colours along.")
        )
        self.add(
            QgsProcessingParameterFolderDestination(
                self.BLOCKS_FOLDER, self.tr("Folder for blocks of 10 km"), optional=True, createByDefault=False
            ),
            self.tr(
                "The polygons once more, cut along the kilometres into one GeoPackage a block, named as IGN names "
                "them: D049_2022_420_6710_vecto.gpkg for department, year and north-west corner. The map must be in "
                "metres; DEPARTMENT and YEAR are needed."
            ),
            optional=True,
            advanced=True,
        )
        self.add_output(
            QgsProcessingOutputNumber(self.POLYGONS, self.tr("Polygons")), self.tr("How many polygons there are.")
        )
        self.add_output(
            QgsProcessingOutputNumber(self.BLOCKS, self.tr("Blocks")), self.tr("How many blocks were written.")
        )

    def build_job(self, values):
        return VectoriseJob(
            input=values.raster(self.INPUT),
            min_area_m2=values.number(self.MIN_AREA_M2),
            min_area_table=values.text(self.MIN_AREA_TABLE),
            simplify_m2=values.number(self.SIMPLIFY_M2),
            extent=values.extent(self.EXTENT),
            mask=values.vector(self.MASK),
            blocks_folder=values.output_file(self.BLOCKS_FOLDER),
            department=values.text(self.DEPARTMENT),
            year=values.integer(self.YEAR),
            output=values.output(self.OUTPUT),
        )
