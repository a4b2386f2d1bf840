"""XML of a DIMAP V2 delivery: volume, image description and masks.

Element names and their order follow Airbus's format (Pléiades Neo User Guide, "DIMAP V2 format") as far as GDAL's
DIMAP driver and common readers look.
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

import numpy as np
import shapely
from rasterio.warp import transform as reproject

from core.sensors import BAND_ROLES, REFLECTANCE_SCALE

from .sample import CRS_CODE, Sample

CRS_NAME = "RGF93 v1 / Lambert-93"
SATURATED = 32_767
NOTICE = "Simulated scene of the CoSIA for QGIS project: no image of any satellite"
IMAGING_DATE, IMAGING_TIME = "2023-06-21", "10:57:21.4"

FILE_SETS = {"RGB": ("red", "green", "blue"), "NED": ("nir", "red_edge", "deep_blue")}
_BAND_IDS = {"red": "R", "green": "G", "blue": "B", "nir": "NIR", "red_edge": "RE", "deep_blue": "DB"}
_GML = "http://www.opengis.net/gml"
_URN = f"urn:ogc:def:crs:EPSG::{CRS_CODE}"


@dataclass(frozen=True)
class Names:
    """File and folder names of the delivery, relative to its root or to the component's folder.

    Attributes:
        component: folder of the image.
        product: what the names of all files of the image share.
    """

    component: str = "IMG_01_PNEO3_PMS-FS"
    product: str = "PNEO3_202306211057214_PMS-FS_ORT_PWOI_000000000_1_1_F_1"

    @property
    def dim(self) -> str:
        return f"DIM_{self.product}.XML"

    @property
    def preview(self) -> str:
        return f"PREVIEW_{self.product}.JPG"

    def tile(self, file_set: str, row: int, column: int) -> str:
        """Name of an image file; rows and columns count from 1."""
        return f"IMG_{self.product}_{file_set}_R{row}C{column}.TIF"

    def mask(self, kind: str) -> str:
        """Path of a mask, ``CLD`` or ``ROI``."""
        return f"MASKS/{kind}_{self.product}_MSK.GML"


def _add(parent: Element, tag: str, text: object = None, **attributes: object) -> Element:
    element = SubElement(parent, tag, {key: str(value) for key, value in attributes.items()})
    element.text = None if text is None else str(text)
    return element


def _document(profile: str, subprofile: str) -> Element:
    root = Element("Dimap_Document", version="1.2")
    identification = _add(root, "Metadata_Identification")
    _add(identification, "METADATA_FORMAT", "DIMAP", version="2.0")
    _add(identification, "METADATA_PROFILE", profile)
    _add(identification, "METADATA_SUBPROFILE", subprofile)
    _add(identification, "METADATA_LANGUAGE", "en")
    return root


def _serialise(root: Element) -> bytes:
    indent(root, "\t")
    return tostring(root, encoding="utf-8", xml_declaration=True)


def volume(names: Names) -> bytes:
    """Contents of ``VOL_PNEO.XML``."""
    root = _document("VOLUME", "ORDER_VOLUME")
    identification = _add(root, "Dataset_Identification")
    _add(identification, "DATASET_NAME", "PNEO Volume Description: simulated PMS-FS ortho")
    _add(identification, "DATASET_ID", names.product)
    components = _add(_add(root, "Dataset_Content"), "Dataset_Components")
    component = _add(components, "Component")
    _add(component, "COMPONENT_TITLE", "ORTHO PMS-FS simulated")
    _add(component, "COMPONENT_TYPE", "DIMAP")
    _add(component, "COMPONENT_PATH", href=f"{names.component}/{names.dim}")
    _add(component, "COMPONENT_QL_PATH", href=f"{names.component}/{names.preview}")
    return _serialise(root)


def image_description(sample: Sample, names: Names, tile_width: int) -> bytes:
    """Contents of the DIM file.

    Args:
        sample: the scene.
        names: of the delivery.
        tile_width: columns of a tile; the last one may be narrower.
    """
    _, height, width = sample.image.shape
    root = _document("PNEO_ORTHO", "PRODUCT")
    identification = _add(root, "Dataset_Identification")
    _add(identification, "DATASET_TYPE", "RASTER_ORTHO")
    _add(identification, "DATASET_NAME", f"{names.product} (simulated)", version="1.0")
    _add(identification, "DATASET_QL_PATH", href=names.preview)
    legal = _add(identification, "Legal_Constraints")
    _add(legal, "COPYRIGHT", NOTICE)
    _add(legal, "LICENSE", "CC0-1.0")
    _describe_content(root, sample)
    _describe_grid(root, sample)
    settings = _add(_add(root, "Processing_Information"), "Product_Settings")
    _add(settings, "PROCESSING_LEVEL", "ORTHO")
    _add(settings, "SPECTRAL_PROCESSING", "PMS-FS")
    _add(_add(settings, "Geometric_Settings"), "GEOMETRIC_PROCESSING", "ORTHO")
    radiometry = _add(settings, "Radiometric_Settings")
    _add(radiometry, "RADIOMETRIC_PROCESSING", "REFLECTANCE")
    _add(radiometry, "ATMOSPHERIC_RADIOMETRIC_SETTING", "AEROSOL")
    _describe_raster(root, names, height, width, tile_width)
    _describe_radiometry(root, sample)
    _describe_geometry(root, sample)
    _describe_masks(root, names)
    source = _add(_add(root, "Dataset_Sources"), "Source_Identification")
    _add(source, "SOURCE_ID", f"DS_{names.product[:21]}_SIMULATED")
    _add(source, "SOURCE_TYPE", "Strip_Source")
    strip = _add(source, "Strip_Source")
    for tag, text in (
        ("MISSION", "PNEO"),
        ("MISSION_INDEX", 3),
        ("IMAGING_DATE", IMAGING_DATE),
        ("IMAGING_TIME", IMAGING_TIME),
    ):
        _add(strip, tag, text)
    return _serialise(root)


def _describe_content(root: Element, sample: Sample) -> None:
    height, width = sample.truth.shape
    content = _add(root, "Dataset_Content")
    _add(content, "SURFACE_AREA", round(sample.region.area / 1e6, 6), unit="square km")
    _add(content, "CLOUD_COVERAGE", round(100 * sample.clouds.area / sample.region.area, 2), unit="percent")
    _add(content, "SNOW_COVERAGE", 0, unit="percent")
    extent = _add(content, "Dataset_Extent")
    _add(extent, "EXTENT_TYPE", "Bounding_Box")
    for column, row in ((1, 1), (width, 1), (width, height), (1, height)):
        east, north = sample.transform * (column - 0.5, row - 0.5)
        (longitude,), (latitude,) = reproject(f"EPSG:{CRS_CODE}", "EPSG:4326", [east], [north])
        vertex = _add(extent, "Vertex")
        for tag, value in (
            ("LON", longitude),
            ("LAT", latitude),
            ("X", east),
            ("Y", north),
            ("COL", column),
            ("ROW", row),
        ):
            _add(vertex, tag, value)


def _describe_grid(root: Element, sample: Sample) -> None:
    system = _add(_add(root, "Coordinate_Reference_System"), "Projected_CRS")
    _add(system, "CRS_TABLES", "EPSG", version="8.2")
    _add(system, "PROJECTED_CRS_TYPE", "PROJECTED")
    _add(system, "PROJECTED_CRS_NAME", CRS_NAME)
    _add(system, "PROJECTED_CRS_CODE", _URN)
    position = _add(root, "Geoposition")
    raster = _add(position, "Raster_CRS")
    for tag, text in (
        ("RASTER_GEOMETRY", "GROUND"),
        ("PIXEL_CRS_TYPE", "CELL"),
        ("PIXEL_ORIENTATION", "UL"),
        ("PIXEL_ORIGIN", 1),
    ):
        _add(raster, tag, text)
    insert = _add(position, "Geoposition_Insert")
    for tag, value in (
        ("ULXMAP", sample.transform.c),
        ("ULYMAP", sample.transform.f),
        ("XDIM", sample.transform.a),
        ("YDIM", -sample.transform.e),
    ):
        _add(insert, tag, value, unit="m")


def _describe_raster(root: Element, names: Names, height: int, width: int, tile_width: int) -> None:
    columns = -(-width // tile_width)
    data = _add(root, "Raster_Data")
    dimensions = _add(data, "Raster_Dimensions")
    for tag, value in (("NROWS", height), ("NCOLS", width), ("NBANDS", 6)):
        _add(dimensions, tag, value)
    tiles = _add(dimensions, "Tile_Set")
    _add(tiles, "NTILES", columns)
    tiling = _add(tiles, "Regular_Tiling")
    _add(tiling, "NTILES_SIZE", nrows=height, ncols=tile_width)
    _add(tiling, "NTILES_COUNT", ntiles_R=1, ntiles_C=columns)
    _add(tiling, "OVERLAP_ROW", 0)
    _add(tiling, "OVERLAP_COL", 0)
    encoding = _add(data, "Raster_Encoding")
    for tag, text in (("DATA_TYPE", "INTEGER"), ("NBITS", 16), ("SIGN", "UNSIGNED"), ("COMPRESSION_TYPE", "LOSSLESS")):
        _add(encoding, tag, text)
    access = _add(data, "Data_Access")
    _add(access, "DATA_FILE_ORGANISATION", "BAND_COMPOSITE")
    _add(access, "DATA_FILE_FORMAT", "image/tiff")
    _add(access, "DATA_FILE_TILES", "true")
    for file_set, roles in FILE_SETS.items():
        files = _add(access, "Data_Files")
        for column in range(1, columns + 1):
            tile = _add(files, "Data_File", tile_R=1, tile_C=column)
            _add(tile, "DATA_FILE_PATH", href=names.tile(file_set, 1, column))
        _describe_display(files, roles)


def _describe_display(files: Element, roles: tuple[str, ...]) -> None:
    display = _add(files, "Raster_Display")
    indices = _add(display, "Raster_Index_List")
    for position, role in enumerate(roles, 1):
        index = _add(indices, "Raster_Index")
        _add(index, "BAND_ID", _BAND_IDS[role])
        _add(index, "BAND_NAME", role.replace("_", " ").upper())
        _add(index, "BAND_INDEX", position)
    order = _add(display, "Band_Display_Order")
    for channel, role in zip(("RED", "GREEN", "BLUE"), roles):
        _add(order, f"{channel}_CHANNEL", _BAND_IDS[role])
    for text, value in (("NODATA", 0), ("SATURATED", SATURATED)):
        special = _add(display, "Special_Value")
        _add(special, "SPECIAL_VALUE_TEXT", text)
        _add(special, "SPECIAL_VALUE_COUNT", value)


def _describe_radiometry(root: Element, sample: Sample) -> None:
    data = _add(root, "Radiometric_Data")
    dynamic = _add(data, "Dynamic_Range")
    _add(dynamic, "ACQUISITION_RANGE", 12)
    _add(dynamic, "PRODUCT_RANGE", 16)
    histograms = _add(data, "Histogram_Band_List")
    for role in sample.roles:
        values = sample.image[sample.roles.index(role)]
        values = values[values > 0]
        band = _add(histograms, "Histogram_Band")
        for tag, value in (
            ("BAND_ID", _BAND_IDS[role]),
            ("MIN", values.min()),
            ("MAX", values.max()),
            ("MEAN", round(float(values.mean()), 2)),
            ("STDV", round(float(values.std()), 2)),
        ):
            _add(band, tag, value)
    calibration = _add(_add(data, "Radiometric_Calibration"), "Instrument_Calibration")
    measurements = _add(calibration, "Band_Measurement_List")
    for role in sample.roles:
        spectral = _add(measurements, "Band_Spectral_Range")
        _add(spectral, "BAND_ID", _BAND_IDS[role])
        _add(spectral, "MEASURE_UNIT", "nanometer")
        limits = _add(spectral, "FWHM")
        for tag, wavelength_nm in zip(("MIN", "MAX"), BAND_ROLES[role].wavelengths_nm or ()):
            _add(limits, tag, wavelength_nm)
    for role in sample.roles:
        reflectance = _add(measurements, "Band_Reflectance")
        _add(reflectance, "BAND_ID", _BAND_IDS[role])
        _add(
            reflectance,
            "MEASURE_DESC",
            "Reflectance gained value (RHO') to Reflectance (RHO). Formulae: RHO=RHO'/GAIN+BIAS",
        )
        _add(reflectance, "GAIN", REFLECTANCE_SCALE)
        _add(reflectance, "BIAS", 0)


def _describe_geometry(root: Element, sample: Sample) -> None:
    height, width = sample.truth.shape
    values = _add(_add(_add(root, "Geometric_Data"), "Use_Area"), "Located_Geometric_Values")
    for tag, value in (
        ("LOCATION_TYPE", "Center"),
        ("COL", width // 2),
        ("ROW", height // 2),
        ("TIME", f"{IMAGING_DATE}T{IMAGING_TIME}Z"),
    ):
        _add(values, tag, value)
    sun = _add(values, "Solar_Incidences")
    _add(sun, "SUN_AZIMUTH", round(sample.acquisition.sun_azimuth_deg, 3), unit="deg")
    _add(sun, "SUN_ELEVATION", round(sample.acquisition.sun_elevation_deg, 3), unit="deg")


def _describe_masks(root: Element, names: Names) -> None:
    quality = _add(root, "Quality_Assessment")
    for kind, title, meaning in (
        ("CLD", "Cloud_Cotation (CLD)", "Cloud mask"),
        ("ROI", "Area_Of_Interest (ROI)", "Region of interest mask"),
    ):
        measure = _add(quality, "Imaging_Quality_Measurement")
        _add(measure, "MEASURE_NAME", title)
        _add(measure, "MEASURE_DESC", meaning)
        component = _add(_add(measure, "Quality_Mask"), "Component")
        _add(component, "COMPONENT_TITLE", title)
        _add(component, "COMPONENT_CONTENT", "GML MASK")
        _add(component, "COMPONENT_TYPE", "ENCAPSULATED")
        _add(component, "COMPONENT_PATH", href=names.mask(kind))


def mask(kind: str, geometry: shapely.Geometry) -> bytes:
    """A mask as GML, Lambert-93.

    Args:
        kind: ``CLD`` or ``ROI``.
        geometry: polygon or polygons.
    """
    register_namespace("gml", _GML)
    root = Element(f"{{{_GML}}}FeatureCollection")
    for number, part in enumerate(shapely.get_parts(geometry), 1):
        feature = _add(_add(root, f"{{{_GML}}}featureMember"), "MaskFeature")
        feature.set(f"{{{_GML}}}id", f"{kind}_{number}")
        _add(feature, "maskType", {"CLD": "CLOUD", "ROI": "ROI"}[kind])
        polygon = _add(_add(feature, f"{{{_GML}}}extentOf"), f"{{{_GML}}}Polygon", srsName=_URN)
        for side, rings in (("exterior", [part.exterior]), ("interior", part.interiors)):
            for ring in rings:
                linear = _add(_add(polygon, f"{{{_GML}}}{side}"), f"{{{_GML}}}LinearRing")
                positions = np.round(np.asarray(ring.coords), 2).ravel()
                _add(linear, f"{{{_GML}}}posList", " ".join(map(str, positions.tolist())), srsDimension=2)
    return _serialise(root)
