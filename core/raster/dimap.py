"""A Pléiades Neo image as its DIM file describes it.

Format: Airbus, Pléiades Neo User Guide, "DIMAP V2 format"; GDAL, driver DIMAP.
"""

import math
import os
from dataclasses import dataclass
from typing import Dict, Iterator, List, Optional, Set, Tuple
from xml.etree.ElementTree import Element

from ..errors import InvalidInputError
from ..language import _
from ..sensors import GENERIC, PNEO, REFLECTANCE_SCALE, Sensor
from .band_names import FILE_SET_ROLES, TileName, half_of_product
from .dimap_delivery import Component, resolve
from .file_sets import FileSet, expected_tiles, file_set, missing_tiles
from .safe_xml import text_of
from .source_files import inspect

CLOUDS, REGION_OF_INTEREST = "CLD", "ROI"

_ROLES_BY_BAND_ID = {
    "R": "red",
    "G": "green",
    "B": "blue",
    "NIR": "nir",
    "N": "nir",
    "RE": "red_edge",
    "DB": "deep_blue",
}


@dataclass(frozen=True)
class Product:
    """An ortho image ready to be stacked.

    Attributes:
        name: data set name of the producer.
        sensor: ``PNEO``, or ``GENERIC`` where numbers are not reflectance.
        radiometry: ``REFLECTANCE``, ``BASIC``, ``DISPLAY``, …
        nodata: digital number without data.
        saturated: digital number of saturated pixels.
        gain: digital numbers per unit of reflectance, or None where they are no reflectance.
        width, height: size of the mosaic in pixels.
        file_sets: its tiles, by half.
        masks: GML file by ``CLD`` or ``ROI``, where there is one.
        cloud_percent: share of clouds as the producer tells, or None.
    """

    name: str
    sensor: Sensor
    radiometry: str
    nodata: float
    saturated: int
    gain: Optional[float]
    width: int
    height: int
    file_sets: Tuple[FileSet, ...]
    masks: Dict[str, str]
    cloud_percent: Optional[float]


def read_product(component: Component, sensor_name: str = "auto") -> Product:
    """Read a component's DIM file and look at every image file that it names.

    Args:
        component: the image.
        sensor_name: ``generic`` takes digital numbers that are no reflectance as they are.

    Raises:
        InvalidInputError: sensor geometry, no reflectance, another satellite, or missing or damaged files.
    """
    root = component.root
    _check_ortho(component)
    radiometry = _setting(root, "RADIOMETRIC_PROCESSING")
    if radiometry != "REFLECTANCE" and sensor_name != GENERIC.name:
        raise InvalidInputError(_not_reflectance(component, radiometry))
    special = _special_values(root)
    return Product(
        name=text_of(root, "./Dataset_Identification/DATASET_NAME", component.name),
        sensor=GENERIC if sensor_name == GENERIC.name else PNEO,
        radiometry=radiometry,
        nodata=special.get("NODATA", 0),
        saturated=special.get("SATURATED", PNEO.saturated),
        gain=_gain(root) if radiometry == "REFLECTANCE" else None,
        width=_integer(text_of(root, "./Raster_Data/Raster_Dimensions/NCOLS"), 0),
        height=_integer(text_of(root, "./Raster_Data/Raster_Dimensions/NROWS"), 0),
        file_sets=tuple(_file_sets(component)),
        masks=_masks(component),
        cloud_percent=_number(text_of(root, ".//CLOUD_COVERAGE")),
    )


def _setting(root: Element, tag: str) -> str:
    return text_of(root, f".//Product_Settings//{tag}").upper()


def _check_ortho(component: Component) -> None:
    levels = [_setting(component.root, tag) for tag in ("PROCESSING_LEVEL", "GEOMETRIC_PROCESSING")]
    if "SENSOR" in levels:
        raise InvalidInputError(
            _(
                "The product '{name}' is in sensor geometry (RPC model, no map grid); "
                "orthorectify it first or order the ortho product."
            ).format(name=component.name)
        )


def _not_reflectance(component: Component, radiometry: str) -> str:
    if radiometry == "BASIC":
        return _(
            "The product '{name}' holds raw numbers (BASIC), not reflectance; "
            "order REFLECTANCE, or choose the sensor 'generic' to stack them as they are."
        ).format(name=component.name)
    return _(
        "The product '{name}' is made for display ({radiometry}), not reflectance; "
        "order REFLECTANCE, or choose the sensor 'generic' to stack it as it is."
    ).format(name=component.name, radiometry=radiometry or _("no radiometry named"))


def _file_sets(component: Component) -> Iterator[FileSet]:
    """One file set for every ``Data_Files`` element, with all its tiles."""
    found: Set[str] = set()
    for element in component.root.iterfind("./Raster_Data/Data_Access/Data_Files"):
        links = _links(component, element)
        roles = _roles(component, element, list(links.values()))
        paths = {tile: resolve(component.folder, href) for tile, href in links.items()}
        half = next(iter(links)).half if links else ""
        lacking = missing_tiles(
            set(links) | _expected_tiles(component, half), {tile for tile, path in paths.items() if path}
        )
        if lacking:
            raise InvalidInputError(
                _("Tiles of the product '{name}' are missing: {tiles}; copy the whole delivery.").format(
                    name=component.name, tiles=lacking
                )
            )
        found.update(roles)
        yield file_set(half or component.name, roles, [inspect(path) for path in paths.values() if path])
    needed = set(PNEO.roles) if component.spectral_processing.endswith("-FS") else found
    if not found or needed - found:
        raise InvalidInputError(
            _("The product '{name}' lacks the bands {roles}; copy the whole delivery.").format(
                name=component.name, roles=", ".join(role for role in PNEO.roles if role not in found)
            )
        )


def _links(component: Component, data_files: Element) -> Dict[TileName, str]:
    """What each tile of a file set links to."""
    hrefs = [
        (_integer(tile.get("tile_R", ""), 1), _integer(tile.get("tile_C", ""), 1), link.get("href", ""))
        for tile in data_files.iterfind("Data_File")
        for link in tile.iterfind("DATA_FILE_PATH")
    ]
    half = half_of_product(os.path.basename(hrefs[0][2])) if hrefs else ""
    return {TileName(component.name, half, row, column): href for row, column, href in hrefs}


def _roles(component: Component, data_files: Element, hrefs: List[str]) -> Tuple[str, ...]:
    """Roles of the bands of a file set in the files' order.

    File names tell it, else the list of band identifiers. ``BAND_INDEX`` is not used: in real products it
    disagrees with the files.
    """
    halves = {half_of_product(os.path.basename(href)) for href in hrefs}
    if len(halves) == 1 and "" not in halves:
        return FILE_SET_ROLES[halves.pop()]
    indices = data_files.findall(".//Raster_Index") or component.root.findall(".//Raster_Index")
    ids = [text_of(index, "BAND_ID").upper() for index in indices]
    if ids and all(one in _ROLES_BY_BAND_ID for one in ids):
        roles = tuple(_ROLES_BY_BAND_ID[one] for one in ids)
        by_name = [half for half in FILE_SET_ROLES.values() if set(half) == set(roles)]
        return by_name[0] if by_name else roles
    raise InvalidInputError(
        _("The bands of '{name}' ({ids}) are not those of Pléiades Neo; stack its files as LAYERS.").format(
            name=component.name, ids=", ".join(ids) or "–"
        )
    )


def _expected_tiles(component: Component, half: str) -> Set[TileName]:
    count = component.root.find(".//Regular_Tiling/NTILES_COUNT")
    if count is None:
        return set()
    rows, columns = _integer(count.get("ntiles_R", ""), 1), _integer(count.get("ntiles_C", ""), 1)
    return expected_tiles(component.name, half, range(1, rows + 1), range(1, columns + 1))


def _special_values(root: Element) -> Dict[str, int]:
    """``NODATA`` and ``SATURATED``, as the product tells."""
    values = {}
    for element in root.iter("Special_Value"):
        name = text_of(element, "SPECIAL_VALUE_TEXT").upper()
        count = text_of(element, "SPECIAL_VALUE_COUNT")
        if count.isdigit():
            values[name] = int(count)
    return values


def _gain(root: Element) -> float:
    """Digital numbers per unit of reflectance: RHO = RHO' / GAIN (``Band_Reflectance`` of the DIM file)."""
    gains = {_number(text_of(element, "GAIN")) for element in root.iter("Band_Reflectance")}
    told = [gain for gain in gains if gain and gain > 0]
    return told[0] if len(told) == 1 else float(REFLECTANCE_SCALE)


def _masks(component: Component) -> Dict[str, str]:
    masks = {}
    for measure in component.root.iter("Imaging_Quality_Measurement"):
        title = text_of(measure, "MEASURE_NAME").upper()
        for kind in (CLOUDS, REGION_OF_INTEREST):
            for link in measure.iter("COMPONENT_PATH"):
                path = resolve(component.folder, link.get("href", "")) if f"({kind})" in title else None
                if path:
                    masks[kind] = path
    return masks


def _integer(text: str, default: int) -> int:
    return int(text) if text.isdigit() else default


def _number(text: str) -> Optional[float]:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
