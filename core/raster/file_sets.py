"""Files with the same bands, side by side on the ground: the halves of a product, or single bands."""

from dataclasses import dataclass
from typing import Dict, List, Sequence, Set, Tuple

from .. import sensors
from ..band_roles import SKIPPED, read_roles
from ..errors import InvalidInputError
from ..language import _
from ..sensors import BD_ORTHO, GENERIC, PNEO, Sensor
from .band_names import (
    FILE_SET_ROLES,
    ORTHO_ROLES,
    TileName,
    is_panchromatic,
    ortho_crs,
    ortho_tile,
    pneo_tile,
    roles_by_letter,
    roles_of_bands,
)
from .source_files import SourceFile, inspect

INFRARED_ALONE = ("nir", SKIPPED, SKIPPED)
"""What is taken of an infrared image (IRC) beside a true-colour one."""


MOST_TILES = 100_000
"""Beyond it, tile numbers are misread: the largest products have some hundreds."""


@dataclass(frozen=True)
class FileSet:
    """Tiles of one mosaic, all with the same bands.

    Attributes:
        name: what messages call it.
        bands: role and band number (from 1) of each band that is taken.
        files: the tiles; one or more.
    """

    name: str
    bands: Tuple[Tuple[str, int], ...]
    files: Tuple[SourceFile, ...]


def file_set(name: str, roles: Sequence[str], files: Sequence[SourceFile]) -> FileSet:
    """The set of ``files`` whose bands have ``roles``.

    Raises:
        InvalidInputError: a file has another number of bands.
    """
    for file in files:
        if len(file.bands) != len(roles):
            raise InvalidInputError(
                _("'{path}' has {count} bands where {roles} are expected; check the file.").format(
                    path=file.path, count=len(file.bands), roles=", ".join(roles)
                )
            )
    bands = tuple((role, band) for role, band in zip(roles, files[0].bands) if role != SKIPPED)
    return FileSet(name, bands, tuple(files))


def group_layers(
    paths: Sequence[str], sensor_name: str, band_roles: Sequence[str]
) -> Tuple[Sensor, Tuple[FileSet, ...]]:
    """Sort loose files into file sets, by their names or by ``band_roles``.

    Args:
        paths: files or GDAL paths.
        sensor_name: name of a sensor, or ``auto``.
        band_roles: what the user calls the bands of all files in their order, or the bands of every file (which
            are mosaicked then); ``-`` leaves a band out; empty: found from names.

    Raises:
        InvalidInputError: files of several products, missing tiles or halves, or bands of unknown roles.
    """
    pneo = [pneo_tile(path) for path in paths]
    ortho = [ortho_tile(path) for path in paths]
    files = [inspect(path, ortho_crs(path)) for path in paths]
    told = {file.sensor for file in files}
    if sensor_name != "auto":
        sensor = sensors.SENSORS[sensor_name]
    elif all(pneo):
        sensor = PNEO
    elif all(ortho):
        sensor = BD_ORTHO
    else:
        sensor = sensors.SENSORS.get(told.pop(), GENERIC) if len(told) == 1 else GENERIC
    if band_roles:
        file_sets = _by_given_roles(files, read_roles(band_roles))
        if not any(one.bands for one in file_sets):
            raise InvalidInputError(_("BAND_ROLES leaves every band out; name a role for one at least."))
        return sensor, file_sets
    must_be_whole = sensor_name == sensor.name
    if sensor is PNEO and all(pneo):
        return sensor, _pneo_halves([tile for tile in pneo if tile], files, must_be_whole)
    if sensor is BD_ORTHO and all(ortho):
        return sensor, _ortho_halves([tile for tile in ortho if tile], files, must_be_whole)
    return sensor, _by_bands(files)


def expected_tiles(product: str, half: str, rows: range, columns: range) -> Set[TileName]:
    """All tiles of half a product. Raises: InvalidInputError, where they are more than any product has."""
    if len(rows) * len(columns) > MOST_TILES:
        raise InvalidInputError(
            _("The product '{name}' would have {count} tiles; check its tile numbers or copy it again.").format(
                name=product, count=len(rows) * len(columns)
            )
        )
    return {TileName(product, half, row, column) for row in rows for column in columns}


def missing_tiles(expected: Set[TileName], found: Set[TileName]) -> str:
    """The first few tiles that lack, for messages; empty if none does."""
    lacking = sorted(expected - found, key=lambda tile: (tile.half, tile.row, tile.column))
    more = _(" and {count} more").format(count=len(lacking) - 5) if len(lacking) > 5 else ""
    return ", ".join(tile.label for tile in lacking[:5]) + more


def _by_given_roles(files: Sequence[SourceFile], roles: Sequence[str]) -> Tuple[FileSet, ...]:
    # Transparency needs no role, but may have one.
    for counts in ([len(file.bands) for file in files], [len(file.descriptions) for file in files]):
        if sum(counts) == len(roles):
            starts = [sum(counts[:position]) for position in range(len(counts))]
            sets = [
                _told_set(roles[start : start + count], [file]) for file, start, count in zip(files, starts, counts)
            ]
            return tuple(one for one in sets if one.bands)
        if set(counts) == {len(roles)}:
            return (_told_set(roles, files),)
    raise InvalidInputError(
        _("The layers have {bands} bands, but {count} band roles are given; name a role for each.").format(
            bands=sum(len(file.descriptions) for file in files), count=len(roles)
        )
    )


def _told_set(roles: Sequence[str], files: Sequence[SourceFile]) -> FileSet:
    """The set of files whose bands the user named; a role for transparency says that it is an image."""
    name, alpha = files[0].name, files[0].alpha
    if alpha and len(roles) == len(files[0].descriptions):
        if roles[alpha - 1] != SKIPPED:
            return file_set(name, roles, [file.with_alpha_as_image() for file in files])
        roles = [*roles[: alpha - 1], *roles[alpha:]]
    return file_set(name, roles, files)


def _pneo_halves(tiles: Sequence[TileName], files: Sequence[SourceFile], must_be_whole: bool) -> Tuple[FileSet, ...]:
    for tile, file in zip(tiles, files):
        if tile.product != tiles[0].product:
            raise InvalidInputError(
                _("'{first}' and '{second}' belong to different products; stack one product at a time.").format(
                    first=files[0].name, second=file.name
                )
            )
    halves = {tile.half for tile in tiles} | (set(FILE_SET_ROLES) if must_be_whole else set())
    rows = range(min(tile.row for tile in tiles), max(tile.row for tile in tiles) + 1)
    columns = range(min(tile.column for tile in tiles), max(tile.column for tile in tiles) + 1)
    expected = {tile for half in halves for tile in expected_tiles(tiles[0].product, half, rows, columns)}
    return _halves(FILE_SET_ROLES, tiles, files, expected)


def _ortho_halves(tiles: Sequence[TileName], files: Sequence[SourceFile], must_be_whole: bool) -> Tuple[FileSet, ...]:
    halves = {tile.half for tile in tiles} | {"RVB"} | ({"IRC"} if must_be_whole else set())
    expected = {TileName(tile.product, half) for tile in tiles for half in halves}
    lacking = sorted((expected - set(tiles)), key=lambda tile: tile.product)
    if lacking:
        raise InvalidInputError(
            _("The {half} tile of {sheet} is missing; add it or leave its other half out.").format(
                half=lacking[0].half, sheet=lacking[0].product
            )
        )
    roles = {"RVB": ORTHO_ROLES["RVB"], "IRC": INFRARED_ALONE}
    return _halves(roles, tiles, files, expected)


def _halves(
    roles: Dict[str, Tuple[str, ...]],
    tiles: Sequence[TileName],
    files: Sequence[SourceFile],
    expected: Set[TileName],
) -> Tuple[FileSet, ...]:
    found: Dict[TileName, SourceFile] = {}
    for tile, file in zip(tiles, files):
        if tile in found:
            raise InvalidInputError(
                _("'{first}' and '{second}' are the same tile; keep one of them.").format(
                    first=found[tile].path, second=file.path
                )
            )
        found[tile] = file
    lacking = missing_tiles(expected, set(found))
    if lacking:
        raise InvalidInputError(
            _("Of the product {product}, these tiles are missing: {tiles}; add them.").format(
                product=tiles[0].product, tiles=lacking
            )
        )
    return tuple(
        file_set(half, roles[half], [file for tile, file in found.items() if tile.half == half])
        for half in roles
        if any(tile.half == half for tile in found)
    )


def _by_bands(files: Sequence[SourceFile]) -> Tuple[FileSet, ...]:
    """File sets of other files: those with the same roles are tiles of one mosaic."""
    told = [roles_of_bands(file.name, [file.descriptions[band - 1] for band in file.bands]) for file in files]
    single = [file.name for file, roles in zip(files, told) if roles is None and len(file.bands) == 1]
    by_letter = dict(zip(single, roles_by_letter(single) or ()))
    groups: Dict[Tuple[str, ...], List[SourceFile]] = {}
    for file, roles in zip(files, told):
        if roles is None and file.name in by_letter:
            roles = (by_letter[file.name],)
        if roles is None:
            raise _unknown_roles(file, files)
        groups.setdefault(roles, []).append(file)
    infrared = groups.get(ORTHO_ROLES["IRC"])
    if infrared and any("red" in roles for roles in groups if roles != ORTHO_ROLES["IRC"]):
        # True colour has the red and green that the infrared image repeats.
        del groups[ORTHO_ROLES["IRC"]]
        groups[INFRARED_ALONE] = infrared
    return tuple(file_set(group[0].name, roles, group) for roles, group in groups.items())


def _unknown_roles(file: SourceFile, files: Sequence[SourceFile]) -> InvalidInputError:
    if len(file.bands) == 1 and is_panchromatic(file.name):
        return InvalidInputError(
            _("'{path}' is panchromatic; CoSIA needs multispectral images.").format(path=file.path)
        )
    count = sum(len(one.descriptions) for one in files)
    example = [*sensors.BAND_ROLES, *[SKIPPED] * count][:count]
    return InvalidInputError(
        _(
            "Neither its name nor its descriptions tell the roles of the {bands} band(s) of '{path}'; give BAND_ROLES "
            "for all bands of all layers in their order, for example {example}."
        ).format(bands=len(file.descriptions), path=file.path, example=",".join(example))
    )
