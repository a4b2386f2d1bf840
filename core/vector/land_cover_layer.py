"""Land cover as polygons with the fields of IGN's product, in GeoPackages that bring their style along."""

import contextlib
import errno
import os
import sqlite3
import warnings
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES
from .annotation_form import NAME, NUMERO, symbol_xml
from .stored_style import GEOMETRY_COLUMN, store_style

LAYER_NAME = "land_cover"

AREA = "area_m2"

_NAMES = np.array(["", *(cls.french for cls in CLASSES)], dtype=object)

_BATCH = 20_000
"""Polygons that are written at once."""


class LandCoverLayer:
    """A GeoPackage that is written bit by bit, so that layers of any size fit."""

    def __init__(self, path: Path, crs: str, language: str) -> None:
        """Args:
        path: of a GeoPackage that is not there yet.
        crs: WKT or ``EPSG:…``; empty where the map names none.
        language: of the legend.
        """
        self._path = path
        self._crs = crs
        self._language = language
        self._is_begun = False
        self._written = 0
        self._polygons = np.array([], dtype=object)
        self._numeros = np.zeros(0, np.int32)
        self._areas_m2 = np.zeros(0)

    def add(self, polygons: NDArray[Any], numeros: NDArray[np.uint8], areas_m2: NDArray[np.float64]) -> None:
        """Take shapely polygons with their classes and areas, ``(n,)`` each.

        Raises:
            InvalidInputError: the file cannot be written.
        """
        self._polygons = np.concatenate((self._polygons, polygons))
        self._numeros = np.concatenate((self._numeros, numeros.astype(np.int32)))
        self._areas_m2 = np.concatenate((self._areas_m2, areas_m2))
        if len(self._polygons) >= _BATCH:
            self._write()

    def finish(self) -> None:
        """Write what is left, and the style.

        Raises:
            InvalidInputError: the file cannot be written.
        """
        if len(self._polygons) or not self._is_begun:
            self._write()
        try:
            store_style(self._path, LAYER_NAME, land_cover_qml(self._language), _("Land cover by class"))
            self._check_whole()
        except (DataSourceError, DataLayerError, sqlite3.Error, OSError) as error:
            raise self._unwritable(error) from None

    def _check_whole(self) -> None:
        """GDAL drops the spatial index without a word if it does not fit on the disk. Raises: OSError."""
        with contextlib.closing(sqlite3.connect(self._path)) as database:
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            index = f"rtree_{LAYER_NAME}_{GEOMETRY_COLUMN}_rowid"
            indexed = database.execute(f"SELECT count(*) FROM {index}").fetchone()[0] if index in tables else -1
        if indexed != self._written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _write(self) -> None:
        columns = {NUMERO: self._numeros, NAME: _NAMES[self._numeros], AREA: self._areas_m2}
        # Tools of QGIS such as merging leave polygons of several parts, which a layer of single ones would refuse.
        shapes = shapely.multipolygons(self._polygons, indices=np.arange(len(self._polygons)))
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "'crs' was not provided")
                pyogrio.raw.write(
                    self._path,
                    shapely.to_wkb(shapes),
                    list(columns.values()),
                    list(columns),
                    layer=LAYER_NAME,
                    driver="GPKG",
                    geometry_type="MultiPolygon",
                    crs=self._crs or None,
                    append=self._is_begun,
                    **({} if self._is_begun else _OPTIONS),
                )
        except (DataSourceError, DataLayerError, pyogrio.errors.FeatureError) as error:
            raise self._unwritable(error) from None
        self._is_begun = True
        self._written += len(self._polygons)
        self._polygons, self._numeros, self._areas_m2 = self._polygons[:0], self._numeros[:0], self._areas_m2[:0]

    def _unwritable(self, error: Exception) -> InvalidInputError:
        return InvalidInputError(
            _("'{file}' cannot be written: {error}; free the disk or choose another folder.").format(
                file=self._path.name, error=error
            )
        )


_OPTIONS = {
    "layer_options": {"GEOMETRY_NAME": GEOMETRY_COLUMN},
    # QGIS 3.22 warns of later ones.
    "dataset_options": {"VERSION": "1.2"},
}


def land_cover_qml(language: str) -> str:
    """A QGIS layer style: IGN's colours without outlines, so that small polygons keep theirs."""
    categories = "\n".join(
        f'      <category symbol="{cls.numero}" value="{cls.numero}" type="long"'
        f' label={quoteattr(cls.name(language))} render="true"/>'
        for cls in CLASSES
    )
    symbols = "\n".join(
        symbol_xml(
            str(cls.numero),
            "fill",
            [("SimpleFill", [("color", f"{colour},255"), ("style", "solid"), ("outline_style", "no")])],
        )
        for cls in CLASSES
        for colour in [",".join(map(str, cls.rgb))]
    )
    # The key of a GeoPackage stands before the fields.
    titles = {NUMERO: _("Class"), NAME: _("Name of the class"), AREA: _("Area (m²)")}
    aliases = "\n".join(
        f'    <alias field="{field}" index="{index}" name={quoteattr(title)}/>'
        for index, (field, title) in enumerate(titles.items(), start=1)
    )
    return f"""<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Fields">
  <renderer-v2 type="categorizedSymbol" attr="{NUMERO}" symbollevels="0" enableorderby="0">
    <categories>
{categories}
    </categories>
    <symbols>
{symbols}
    </symbols>
  </renderer-v2>
  <aliases>
{aliases}
  </aliases>
  <layerGeometryType>2</layerGeometryType>
</qgis>
"""
