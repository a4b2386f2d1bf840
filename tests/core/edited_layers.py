"""Changes in GeoPackages as people make them in QGIS."""

import contextlib
import sqlite3


def change(path, *statements):
    """Run SQL on a GeoPackage, whose triggers call functions that SQLite itself does not have."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            database.create_function(name, 1, lambda _geometry: 0)
        for statement in statements:
            database.execute(statement)
        database.commit()
