"""The computing half of CoSIA for QGIS: no qgis, no PyQt, no osgeo in here."""
