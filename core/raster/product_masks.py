"""The producer's own masks: clouds and region of interest, GML polygons on the ground."""

import re
from typing import Any, Dict, List, Optional
from xml.etree.ElementTree import Element

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.warp import transform_geom

from ..errors import InvalidInputError
from ..language import _
from .coordinate_errors import TRANSFORM_ERRORS
from .dimap import CLOUDS, REGION_OF_INTEREST
from .grid import Grid, Window, same_crs
from .polygon_mask import PolygonMask
from .safe_xml import read_xml


class ProductMasks:
    """Which pixels of a grid the producer's masks take away."""

    def __init__(self, paths: Dict[str, str], grid: Grid, clouds: bool, outside_roi: bool) -> None:
        """Read the masks that are asked for.

        Args:
            paths: GML file by ``CLD`` or ``ROI``.
            grid: of the pixels.
            clouds: whether pixels under clouds go.
            outside_roi: whether pixels outside the region of interest go.

        Raises:
            InvalidInputError: the product has no such mask, or the region of interest lies elsewhere.
        """
        self._grid = grid
        self._inside: List[PolygonMask] = []
        self._clouds: Optional[PolygonMask] = None
        if outside_roi:
            path = _path_of(paths, REGION_OF_INTEREST)
            self._inside.append(PolygonMask(_polygons(path, grid), _wkt(grid), grid, path))
        if clouds:
            path = _path_of(paths, CLOUDS)
            polygons = _polygons(path, grid)
            scene = _outline(grid)
            if any(polygon.intersects(scene) for polygon in polygons):
                self._clouds = PolygonMask(polygons, _wkt(grid), grid, path)

    def read(self, window: Window) -> NDArray[np.bool_]:
        """Bool ``(height, width)``: whether the pixel becomes no-data; a pixel is where its centre is."""
        taken = np.zeros((window[3], window[2]), bool)
        for mask in self._inside:
            taken |= ~mask.read(window)
        if self._clouds is not None:
            taken |= self._clouds.read(window)
        return taken


def _path_of(paths: Dict[str, str], kind: str) -> str:
    if kind not in paths:
        name = _("cloud mask") if kind == CLOUDS else _("region of interest")
        raise InvalidInputError(
            _("The product has no {mask} file ({kind}); switch that option off.").format(mask=name, kind=kind)
        )
    return paths[kind]


def _polygons(path: str, grid: Grid) -> List[Any]:
    """The polygons of a GML file in the coordinates of ``grid``.

    Raises:
        InvalidInputError: no GML, or coordinates that lead nowhere.
    """
    root = read_xml(path)
    names = [one.get("srsName", "") for one in root.iter() if one.get("srsName")]
    code = re.search(r"EPSG:[^:]*:?(\d+)$", names[0]) if names else None
    try:
        polygons = [polygon for element in root.iter("Polygon") for polygon in _polygon(element)]
        return _moved(polygons, CRS.from_epsg(int(code[1])) if code else grid.crs, grid)
    except (*TRANSFORM_ERRORS, ValueError):
        raise InvalidInputError(
            _("The polygons of '{path}' cannot be brought to the image; switch that mask off.").format(path=path)
        ) from None


def _polygon(element: Element) -> List[Any]:
    """The polygon of a GML element; none where it has no area."""
    outer, *holes = [_ring(ring) for ring in element.iter("LinearRing")] or [[]]
    if len(outer) < 4:
        return []
    return [shapely.make_valid(shapely.Polygon(outer, [hole for hole in holes if len(hole) >= 4]))]


def _moved(polygons: List[Any], crs: CRS, grid: Grid) -> List[Any]:
    """Polygons of ``crs`` in the coordinates of ``grid``, whichever of latitude and longitude comes first."""
    moved = _transformed(polygons, crs, grid)
    scene = _outline(grid)
    if not crs.is_geographic or any(polygon.intersects(scene) for polygon in moved):
        return moved
    swapped = [shapely.transform(one, lambda points: points[:, ::-1]) for one in polygons]
    turned = _transformed(swapped, crs, grid)
    return turned if any(polygon.intersects(scene) for polygon in turned) else moved


def _transformed(polygons: List[Any], crs: CRS, grid: Grid) -> List[Any]:
    if not polygons or same_crs(crs, grid.crs):
        return polygons
    moved = transform_geom(crs, grid.crs, [one.__geo_interface__ for one in polygons])
    return [shapely.geometry.shape(geometry) for geometry in moved]


def _ring(element: Element) -> List[List[float]]:
    """Points of a ring from ``posList``, ``pos`` or ``coordinates``."""
    holder = element.find("posList")
    dimension = 2
    if holder is not None:
        dimension = int(holder.get("srsDimension") or holder.get("dimension") or 2)
        numbers = (holder.text or "").split()
    else:
        numbers = " ".join(
            (one.text or "").replace(",", " ") for one in element if one.tag in ("pos", "coordinates")
        ).split()
    values = [float(one) for one in numbers]
    return [values[at : at + 2] for at in range(0, len(values) - 1, dimension)]


def _outline(grid: Grid) -> Any:
    corners = ((0, 0), (grid.width, 0), (grid.width, grid.height), (0, grid.height))
    return shapely.Polygon([grid.transform @ corner for corner in corners])


def _wkt(grid: Grid) -> str:
    return str(grid.crs.to_wkt()) if grid.crs else ""
