"""How much ground each class of a map covers."""

from qgis.core import QgsProcessingOutputNumber

from ..core.jobs import REPORT_ENDINGS, TABLE_ENDINGS, SummariseAreasJob
from .zones_algorithm import ZonesAlgorithm


class SummariseAreas(ZonesAlgorithm):
    """A map of classes in, areas out: in all, by zone, and by groups of classes."""

    GROUP = "maps"
    INPUT = "INPUT"
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
        self.add_zones_and_groups()
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
            **self.zone_fields(values),
            output=values.output(self.OUTPUT),
            report=values.output_file(self.REPORT),
            groups_used=values.output_file(self.GROUPS_USED),
        )
