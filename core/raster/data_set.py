"""Several rasters as one data set: the same bands and encoding everywhere, read block by block."""

import os
from dataclasses import dataclass
from typing import Any, Iterator, List, Optional, Sequence, Tuple

import shapely
from rasterio.warp import transform_geom

from ..errors import InvalidInputError
from ..jobs import Extent
from ..language import _
from ..progress import Progress
from .band_histogram import is_counted_exactly
from .blocks import block_windows
from .coordinate_errors import TRANSFORM_ERRORS
from .grid import Grid, Window, same_crs
from .polygon_mask import PolygonMask
from .scene import Scene

PIXEL_SIZE_TOLERANCE = 0.05
"""Relative difference of pixel sizes that is worth a word: pixels count alike, whatever their area."""

OVERLAP_TOLERANCE = 0.01
"""Share of the smaller raster that may lie under another: neighbouring tiles share a few pixels."""


@dataclass(frozen=True)
class Polygons:
    """Where pixels count.

    Attributes:
        shapes: shapely polygons in ``crs``.
        crs: WKT or ``EPSG:…``; empty if the file names none.
        file: for messages.
    """

    shapes: Sequence[Any]
    crs: str
    file: str


@dataclass(frozen=True)
class Member:
    """A raster of a data set.

    Attributes:
        path: as it was given.
        grid: of the raster.
        windows: blocks that cover the part to look at once.
        mask: pixels that count, or None for all.
        pixel_km2: area of a pixel on the ground.
    """

    path: str
    grid: Grid
    windows: Tuple[Window, ...]
    mask: Optional[PolygonMask]
    pixel_km2: float


@dataclass(frozen=True)
class DataSet:
    """Rasters that belong together.

    Attributes:
        members: at least one.
        roles: of the bands, in order.
        encoding: one of ``sensors.ENCODINGS``, or empty if unknown.
        band_roles, nodata: as the rasters are opened with.
        warnings: what makes statistics of them doubtful, in sentences.
        skipped: rasters that lie elsewhere, in sentences.
    """

    members: Tuple[Member, ...]
    roles: Tuple[str, ...]
    encoding: str
    band_roles: Tuple[str, ...]
    nodata: Optional[float]
    warnings: Tuple[str, ...]
    skipped: Tuple[str, ...]

    @property
    def blocks(self) -> List[Tuple[int, Window]]:
        """Number of the member and window of every block."""
        return [(number, window) for number, member in enumerate(self.members) for window in member.windows]

    def open(self, number: int) -> Scene:
        """A member with the bands of the data set, for one thread alone."""
        scene = Scene(self.members[number].path, self.band_roles, self.nodata)
        scene.select(self.roles)
        return scene


def open_data_set(
    paths: Sequence[str],
    band_roles: Sequence[str],
    nodata: Optional[float],
    extent: Optional[Extent],
    polygons: Optional[Polygons],
    progress: Progress,
) -> DataSet:
    """Look at every raster, without reading a pixel.

    Args:
        paths: rasters.
        band_roles: roles of the bands of each raster in their order; empty: their band descriptions.
        nodata: overrides or supplies the no-data value.
        extent: part to look at; rasters beside it are skipped.
        polygons: where pixels count; rasters beside them are skipped.
        progress: is asked whether the user cancelled.

    Raises:
        InvalidInputError: no raster, one that cannot be read or is given twice, rasters that do not fit each
            other, or none that the extent and the polygons touch.
    """
    _check_list(paths)
    members: List[Member] = []
    scenes: List[Scene] = []
    refusals: List[InvalidInputError] = []
    for path in paths:
        progress.check_cancelled()
        with Scene(path, band_roles, nodata) as scene:
            if scenes:
                _check_fits(scene, scenes[0])
            scenes.append(scene)
            try:
                members.append(_member(scene, extent, polygons))
            except InvalidInputError as error:
                refusals.append(error)
    if not members:
        raise refusals[0]
    skipped = tuple(_("Skipped: {reason}").format(reason=error.message) for error in refusals)
    first = scenes[0]
    warnings = (*_scaling_warnings(scenes), *_size_warnings(members), *_overlap_warnings(members))
    return DataSet(tuple(members), first.roles, first.encoding, tuple(band_roles), nodata, warnings, skipped)


def _check_list(paths: Sequence[str]) -> None:
    if not paths:
        raise InvalidInputError(_("INPUT names no raster; give at least one."))
    seen = set()
    for path in paths:
        place = os.path.normcase(os.path.realpath(path)) if os.path.exists(path) else path
        if place in seen:
            raise InvalidInputError(
                _("The raster '{file}' is given twice, and each pixel may count once only; leave one out.").format(
                    file=path
                )
            )
        seen.add(place)


def _check_fits(scene: Scene, first: Scene) -> None:
    if set(scene.roles) != set(first.roles):
        raise InvalidInputError(
            _(
                "'{first}' has the bands {first_roles}, '{other}' has {other_roles}: rasters of one data set have the "
                "same bands; name them with BAND_ROLES, or leave a raster out."
            ).format(
                first=first.path,
                first_roles=", ".join(first.roles),
                other=scene.path,
                other_roles=", ".join(scene.roles),
            )
        )
    # Only where an encoding says what the numbers mean may their types differ; counts of short integers and of other
    # types do not add up.
    is_alike = scene.dtype == first.dtype or (
        bool(scene.encoding) and is_counted_exactly(scene.dtype) == is_counted_exactly(first.dtype)
    )
    if scene.encoding != first.encoding or not is_alike:
        raise InvalidInputError(
            _(
                "'{first}' holds {first_encoding} ({first_type}), '{other}' {other_encoding} ({other_type}): digital "
                "numbers of one data set mean the same; stack them alike, or leave a raster out."
            ).format(
                first=first.path,
                first_encoding=first.encoding or _("unknown values"),
                first_type=first.dtype,
                other=scene.path,
                other_encoding=scene.encoding or _("unknown values"),
                other_type=scene.dtype,
            )
        )


def _member(scene: Scene, extent: Optional[Extent], polygons: Optional[Polygons]) -> Member:
    """Raises: InvalidInputError, if the extent or the polygons do not touch the raster."""
    grid = scene.grid
    window = grid.window_of(extent) if extent else (0, 0, grid.width, grid.height)
    mask = PolygonMask(polygons.shapes, polygons.crs, grid, polygons.file) if polygons else None
    x_m, y_m = grid.pixel_size_m()
    return Member(scene.path, grid, tuple(block_windows(window, scene.block_px)), mask, x_m * y_m / 1e6)


def _scaling_warnings(scenes: Sequence[Scene]) -> Iterator[str]:
    first = scenes[0]
    other = next((scene for scene in scenes if scene.scalings != first.scalings), None)
    if other:
        yield _(
            "'{first}' and '{other}' were scaled to 8 bits with different bounds, so that equal values mean different "
            "brightness; stack them with the same SCALE_MIN and SCALE_MAX."
        ).format(first=first.path, other=other.path)


def _size_warnings(members: Sequence[Member]) -> Iterator[str]:
    finest = min(members, key=lambda member: member.pixel_km2)
    coarsest = max(members, key=lambda member: member.pixel_km2)
    fine_m, coarse_m = (one.grid.pixel_size_m()[0] for one in (finest, coarsest))
    if coarse_m > fine_m * (1 + PIXEL_SIZE_TOLERANCE):
        yield _(
            "Pixels measure {fine:.2f} m in '{finest}' and {coarse:.2f} m in '{coarsest}': each counts once, so that "
            "fine pixels weigh more, and coarse ones are averages that vary less."
        ).format(fine=fine_m, finest=finest.path, coarse=coarse_m, coarsest=coarsest.path)


def _overlap_warnings(members: Sequence[Member]) -> Iterator[str]:
    footprints = [_footprint(member, members[0].grid) for member in members]
    tree = shapely.STRtree([footprint for footprint in footprints if footprint is not None])
    numbers = [number for number, footprint in enumerate(footprints) if footprint is not None]
    overlaps = []
    for index, number in enumerate(numbers):
        footprint = tree.geometries[index]
        for other in tree.query(footprint, predicate="intersects"):
            common = footprint.intersection(tree.geometries[other]).area
            smaller = min(footprint.area, tree.geometries[other].area)
            if other > index and common > OVERLAP_TOLERANCE * smaller:
                overlaps.append((common / smaller, members[number].path, members[numbers[int(other)]].path))
    if overlaps:
        share, first, second = max(overlaps)
        yield _(
            "{count} pairs of rasters overlap, '{first}' and '{second}' by up to {percent:.0f} % of the smaller: what "
            "lies under two rasters counts twice; cut them apart, or leave one out."
        ).format(count=len(overlaps), first=first, second=second, percent=100 * share)


def _footprint(member: Member, reference: Grid) -> Optional[Any]:
    """The part of a member that is read, in the coordinates of ``reference``; None where nothing leads there."""
    left, top = (min(window[axis] for window in member.windows) for axis in (0, 1))
    right, bottom = (max(window[axis] + window[axis + 2] for window in member.windows) for axis in (0, 1))
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    footprint = shapely.Polygon([member.grid.transform @ corner for corner in corners])
    if same_crs(member.grid.crs, reference.crs):
        return footprint
    if member.grid.crs is None or reference.crs is None:
        return None
    try:
        moved = transform_geom(member.grid.crs, reference.crs, footprint.__geo_interface__)
    except TRANSFORM_ERRORS:
        return None
    return shapely.geometry.shape(moved)
