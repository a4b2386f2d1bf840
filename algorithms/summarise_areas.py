"""How much ground each class of a map covers."""

from qgis.core import QgsProcessingOutputNumber

from ..core.jobs import REPORT_ENDINGS, TABLE_ENDINGS, SummariseAreasJob
from .base import WorkerAlgorithm


class SummariseAreas(WorkerAlgorithm):
    """A map of classes in, areas out: in all, by zone, and by groups of classes."""

    GROUP = "maps"
    INPUT = "INPUT"
    ZONES = "ZONES"
    ZONE_FIELD = "ZONE_FIELD"
    GROUPS = "GROUPS"
    OUTPUT = "OUTPUT"
    REPORT = "REPORT"
    GROUPS_USED = "GROUPS_USED"
    CLASSIFIED_HA = "CLASSIFIED_HA"
    ZONE_COUNT = "ZONE_COUNT"

    def displayName(self):
        return self.tr("Summarise areas")

    def about(self):
        return self.tr(
            "Tells how much ground each of the 15 CoSIA classes covers on a map, and each group of them, such as what "
            "is built or sealed: in all, and in zones such as communes. Areas are exact in degrees as well, where "
            "pixels differ in size."
        )

    def initAlgorithm(self, configuration=None):
        self.add_raster(
            self.INPUT,
            self.tr("Map of classes"),
            self.tr(
                "One band of CoSIA codes: 1 to 15, and 0 where there is no data. Other codes are counted apart and "
                "told."
            ),
        )
        self.add_polygons(
            self.ZONES,
            self.tr("Zones"),
            self.tr(
                "Polygons in any coordinate system, such as communes: every feature is a zone. A pixel belongs to a "
                "zone if its centre lies inside; zones that overlap are each counted as if they were alone."
            ),
            optional=True,
        )
        self.add_text(
            self.ZONE_FIELD,
            self.tr("Field with the names of the zones"),
            self.tr("Empty: a field called nom, name, libelle or the like, or else the ids of the features."),
            optional=True,
        )
        self.add_file(
            self.GROUPS,
            self.tr("Groups of classes"),
            self.tr(
                "A CSV file with the columns numero and group. Empty: built or sealed, vegetation, agriculture, water "
                "and other ground; 'Groups used' writes them as a table to begin with."
            ),
            endings=TABLE_ENDINGS,
            optional=True,
        )
        self.add_table_output(
            self.OUTPUT,
            self.tr("Areas"),
            self.tr(
                "A table with a row for each class, and for each zone and class if there are zones: pixels, square "
                "metres, hectares, and the share in percent of what is classified. Rows without a zone_id are of the "
                "whole map."
            ),
        )
        self.add_file_output(
            self.REPORT,
            self.tr("Report"),
            self.tr("A page with the areas as bars in IGN's colours."),
            endings=REPORT_ENDINGS,
            optional=True,
        )
        self.add_file_output(
            self.GROUPS_USED,
            self.tr("Groups used"),
            self.tr("The groups as a table that can be edited and given back as 'Groups of classes'."),
            endings=TABLE_ENDINGS,
            optional=True,
        )
        self.add_output(
            QgsProcessingOutputNumber(self.CLASSIFIED_HA, self.tr("Classified (ha)")),
            self.tr("Ground that has a class."),
        )
        self.add_output(
            QgsProcessingOutputNumber(self.ZONE_COUNT, self.tr("Zones")), self.tr("How many zones there are.")
        )

    def build_job(self, values):
        return SummariseAreasJob(
            input=values.raster(self.INPUT),
            zones=values.vector(self.ZONES),
            zone_field=values.text(self.ZONE_FIELD),
            groups=values.text(self.GROUPS),
            output=values.output(self.OUTPUT),
            report=values.output_file(self.REPORT),
            groups_used=values.output_file(self.GROUPS_USED),
        )
