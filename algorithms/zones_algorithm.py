"""What the algorithms have in common that count areas by zones and by groups of classes."""

from typing import Any, Dict

from ..core.jobs import TABLE_ENDINGS
from .base import WorkerAlgorithm
from .values import ParameterValues


class ZonesAlgorithm(WorkerAlgorithm):
    """Declares the zones and the groups; a subclass adds the map or maps."""

    ZONES = "ZONES"
    ZONE_FIELD = "ZONE_FIELD"
    GROUPS = "GROUPS"

    def zone_fields(self, values: ParameterValues) -> Dict[str, Any]:
        """The fields of the job that the parameters below fill."""
        return {
            "zones": values.vector(self.ZONES),
            "zone_field": values.text(self.ZONE_FIELD),
            "groups": values.text(self.GROUPS),
        }

    def add_zones_and_groups(self) -> None:
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
                "and other ground; 'Summarise areas' writes them as a table to begin with."
            ),
            endings=TABLE_ENDINGS,
            optional=True,
        )
