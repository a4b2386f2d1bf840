"""The QGIS shell: registers the Processing provider, its menu entry and its translations."""
