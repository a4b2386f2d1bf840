"""What changed from one map to another."""

from qgis.core import QgsProcessingOutputNumber

from ..core.jobs import REPORT_ENDINGS, CompareMapsJob
from .zones_algorithm import ZonesAlgorithm


class CompareMaps(ZonesAlgorithm):
    """Two maps of classes in, their changes out: a raster, a table and a page."""

    GROUP = "maps"
    BEFORE = "BEFORE"
    AFTER = "AFTER"
    CLASS_FIELD = "CLASS_FIELD"
    CONFIDENCE_BEFORE = "CONFIDENCE_BEFORE"
    CONFIDENCE_AFTER = "CONFIDENCE_AFTER"
    MIN_CONFIDENCE = "MIN_CONFIDENCE"
    MIN_AREA_M2 = "MIN_AREA_M2"
    PIXEL_SIZE_M = "PIXEL_SIZE_M"
    EXTENT = "EXTENT"
    OUTPUT = "OUTPUT"
    TABLE = "TABLE"
    REPORT = "REPORT"
    COMPARED_HA = "COMPARED_HA"
    CHANGED_HA = "CHANGED_HA"
    CHANGED_PERCENT = "CHANGED_PERCENT"

    def displayName(self):
        return self.tr("Compare maps")

    def about(self):
        return self.tr(
            "Tells what changed between two maps of the 15 CoSIA classes, such as those of two years, or a map and "
            "IGN's published polygons: where, from which class to which, and how much each class gained and lost, in "
            "all and by zone. The maps are compared on the pixels of the finer one; the other is looked up at their "
            "centres."
        )

    def initAlgorithm(self, configuration=None):
        self._add_maps()
        self._add_filters()
        self.add_raster_output(
            self.OUTPUT,
            self.tr("Changes"),
            self.tr(
                "Changed pixels have the colour of their class after and the value 100 × class before + class after: "
                "901 is deciduous that became building. 1: unchanged, 2: too small a change, 3: too low a confidence."
            ),
        )
        self.add_table_output(
            self.TABLE,
            self.tr("Table of changes"),
            self.tr(
                "A row for each pair of classes that occurs, and for each zone and pair if there are zones: pixels, "
                "square metres and hectares. Rows without a zone_id are of the whole map."
            ),
            optional=True,
        )
        self.add_file_output(
            self.REPORT,
            self.tr("Report"),
            self.tr("A page with a picture of the changes, gains and losses, and the matrix of changes."),
            endings=REPORT_ENDINGS,
            optional=True,
        )
        self.add_output(
            QgsProcessingOutputNumber(self.COMPARED_HA, self.tr("Compared (ha)")),
            self.tr("Ground that changed or did not."),
        )
        self.add_output(
            QgsProcessingOutputNumber(self.CHANGED_HA, self.tr("Changed (ha)")), self.tr("Ground that changed.")
        )
        self.add_output(
            QgsProcessingOutputNumber(self.CHANGED_PERCENT, self.tr("Changed (%)")),
            self.tr("Share of the ground that was compared."),
        )

    def _add_maps(self):
        self.add_layer(
            self.BEFORE,
            self.tr("Map before"),
            self.tr("A raster of CoSIA classes, or polygons. Codes that are no class are counted apart and told."),
        )
        self.add_layer(
            self.AFTER,
            self.tr("Map after"),
            self.tr("As the map before; grids and coordinate systems may differ. Only common ground is compared."),
        )
        self.add_text(
            self.CLASS_FIELD,
            self.tr("Field with the class"),
            self.tr("Of polygons: the number 1 to 15, or the French or English name of the class."),
            default=CompareMapsJob.class_field,
            optional=True,
        )
        self.add_zones_and_groups()

    def _add_filters(self):
        self.add_number(
            self.MIN_AREA_M2,
            self.tr("Smallest change (m²)"),
            self.tr(
                "Patches of pixels that changed from one class to one other, and touch along their edges, are counted "
                "apart if they are smaller: neither changed nor unchanged. Borders that were drawn a little "
                "differently make many such patches. 0: all count."
            ),
            default=CompareMapsJob.min_area_m2,
            decimals=2,
        )
        self.add_raster(
            self.CONFIDENCE_BEFORE,
            self.tr("Confidence before"),
            self.tr("In percent, as 'Classify land cover' writes it, on the pixels of the map before."),
            optional=True,
        )
        self.add_raster(
            self.CONFIDENCE_AFTER,
            self.tr("Confidence after"),
            self.tr("In percent, on the pixels of the map after."),
            optional=True,
        )
        self.add_number(
            self.MIN_CONFIDENCE,
            self.tr("Least confidence (%)"),
            self.tr("Where either confidence is lower, a pixel is neither changed nor unchanged, and counted apart."),
            default=CompareMapsJob.min_confidence,
        )
        self.add_number(
            self.PIXEL_SIZE_M,
            self.tr("Pixel size for polygons (m)"),
            self.tr("Of the comparison where both maps are polygons; a raster brings its own pixels."),
            default=CompareMapsJob.pixel_size_m,
            advanced=True,
        )
        self.add_extent(
            self.EXTENT,
            self.tr("Part to compare"),
            self.tr("Empty: all that both maps cover."),
            optional=True,
            advanced=True,
        )

    def build_job(self, values):
        return CompareMapsJob(
            before=values.layer(self.BEFORE),
            after=values.layer(self.AFTER),
            class_field=values.text(self.CLASS_FIELD) or CompareMapsJob.class_field,
            **self.zone_fields(values),
            confidence_before=values.raster(self.CONFIDENCE_BEFORE),
            confidence_after=values.raster(self.CONFIDENCE_AFTER),
            min_confidence=values.number(self.MIN_CONFIDENCE),
            min_area_m2=values.number(self.MIN_AREA_M2),
            pixel_size_m=values.number(self.PIXEL_SIZE_M),
            extent=values.extent(self.EXTENT),
            output=values.output(self.OUTPUT),
            table=values.output(self.TABLE),
            report=values.output_file(self.REPORT),
        )
