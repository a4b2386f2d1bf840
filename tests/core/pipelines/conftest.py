"""Small real imagery: DIMAP deliveries and loose tiles, whole or with the defects of real life."""

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict

import numpy as np
import pytest
import rasterio
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import from_origin

HALVES = {"RGB": ("red", "green", "blue"), "NED": ("nir", "red_edge", "deep_blue")}
BAND_IDS = {"red": "R", "green": "G", "blue": "B", "nir": "NIR", "red_edge": "RE", "deep_blue": "DB"}

DIM = """<?xml version="1.0" encoding="UTF-8"?>
<Dimap_Document>
 <Metadata_Identification><METADATA_PROFILE>PNEO_ORTHO</METADATA_PROFILE></Metadata_Identification>
 <Dataset_Identification><DATASET_NAME>{name}</DATASET_NAME></Dataset_Identification>
 <Dataset_Content><CLOUD_COVERAGE unit="percent">3</CLOUD_COVERAGE></Dataset_Content>
 <Processing_Information><Product_Settings>
  <PROCESSING_LEVEL>{level}</PROCESSING_LEVEL><SPECTRAL_PROCESSING>{spectral}</SPECTRAL_PROCESSING>
  <Geometric_Settings><GEOMETRIC_PROCESSING>{level}</GEOMETRIC_PROCESSING></Geometric_Settings>
  <Radiometric_Settings><RADIOMETRIC_PROCESSING>{radiometry}</RADIOMETRIC_PROCESSING></Radiometric_Settings>
 </Product_Settings></Processing_Information>
 <Raster_Data>
  <Raster_Dimensions><NROWS>{height}</NROWS><NCOLS>{width}</NCOLS><NBANDS>{bands}</NBANDS>
   <Tile_Set><NTILES>{ntiles}</NTILES><Regular_Tiling>
    <NTILES_COUNT ntiles_R="{rows}" ntiles_C="{columns}"/></Regular_Tiling></Tile_Set>
  </Raster_Dimensions>
  <Data_Access>{data_files}</Data_Access>
  <Raster_Display>
   <Special_Value><SPECIAL_VALUE_TEXT>NODATA</SPECIAL_VALUE_TEXT>
    <SPECIAL_VALUE_COUNT>0</SPECIAL_VALUE_COUNT></Special_Value>
   <Special_Value><SPECIAL_VALUE_TEXT>SATURATED</SPECIAL_VALUE_TEXT>
    <SPECIAL_VALUE_COUNT>32767</SPECIAL_VALUE_COUNT></Special_Value>
  </Raster_Display>
 </Raster_Data>
 <Radiometric_Data><Band_Reflectance><GAIN>{gain}</GAIN><BIAS>0</BIAS></Band_Reflectance></Radiometric_Data>
 <Quality_Assessment>{masks}</Quality_Assessment>
</Dimap_Document>"""

VOL = """<?xml version="1.0" encoding="UTF-8"?>
<Dimap_Document><Dataset_Content><Dataset_Components>{components}</Dataset_Components></Dataset_Content>
</Dimap_Document>"""

COMPONENT = """<Component><COMPONENT_TITLE>{title}</COMPONENT_TITLE><COMPONENT_TYPE>DIMAP</COMPONENT_TYPE>
<COMPONENT_PATH href="{href}"/></Component>"""

MASK = """<Imaging_Quality_Measurement><MEASURE_NAME>{name}</MEASURE_NAME><Quality_Mask><Component>
<COMPONENT_PATH href="MASKS/{kind}.GML"/></Component></Quality_Mask></Imaging_Quality_Measurement>"""

MASK_NAMES = {"CLD": "Cloud_Cotation (CLD)", "ROI": "Area_Of_Interest (ROI)"}

GML = """<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<hma:Mask xmlns:gml="http://www.opengis.net/gml" xmlns:hma="http://earth.esa.int/hma">
 <hma:maskMembers>{members}</hma:maskMembers></hma:Mask>"""

GML_POLYGON = """<hma:MaskFeature><gml:extentOf><gml:Polygon srsName="{crs}"><gml:exterior><gml:LinearRing>
<gml:posList>{points}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:extentOf></hma:MaskFeature>"""


def random_pixels(height, width, seed=0, bands=6, dtype="uint16"):
    """Pixels by role, without zeros."""
    roles = ("red", "green", "blue", "nir", "deep_blue", "red_edge")[:bands]
    generator = np.random.default_rng(seed)
    high = 10_000 if dtype == "uint16" else 255
    return {role: generator.integers(1, high, (height, width)).astype(dtype) for role in roles}


def write_image(path, pixels, left=420_000.0, top=6_710_000.0, pixel_m=0.3, crs="EPSG:2154", **options):
    """Write ``(bands, height, width)`` in the format of the path's ending."""
    path.parent.mkdir(parents=True, exist_ok=True)
    profile = {
        "count": len(pixels),
        "height": pixels.shape[1],
        "width": pixels.shape[2],
        "dtype": pixels.dtype,
        "crs": crs,
        "transform": from_origin(left, top, pixel_m, pixel_m),
    }
    if path.suffix.lower() == ".jp2":
        profile.update(driver="JP2OpenJPEG", QUALITY="100", REVERSIBLE="YES", YCBCR420="NO")
    else:
        profile.update(driver="GTiff", photometric="minisblack")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path, "w", **{**profile, **options}) as dataset:
            dataset.write(pixels)
    return path


@dataclass
class Delivery:
    """A DIMAP delivery on disk; change a field, then :meth:`write`."""

    folder: Path
    component: str = "IMG_01_PNEO3_PMS-FS"
    spectral: str = "PMS-FS"
    level: str = "ORTHO"
    radiometry: str = "REFLECTANCE"
    gain: str = "10000"
    rows: int = 2
    columns: int = 2
    tile_px: int = 40
    crs: str = "EPSG:2154"
    left: float = 420_000.0
    top: float = 6_710_000.0
    pixel_m: float = 0.3
    tile_name: str = "IMG_PNEO3_202204031105489_PMS-FS_ORT_PWOI_000125930_1_1_F_1_{half}_R{row}C{column}.TIF"
    halves: Dict[str, tuple] = field(default_factory=lambda: dict(HALVES))
    masks: Dict[str, list] = field(default_factory=dict)
    pixels: Dict[str, np.ndarray] = field(default_factory=dict)
    dtype: str = "uint16"
    seed: int = 1

    @property
    def image_folder(self) -> Path:
        return self.folder / self.component

    @property
    def dim(self) -> Path:
        return self.image_folder / "DIM_PNEO3_PMS-FS_202204031105489_ORTHO_PWOI_000125930_1_1_F_1.XML"

    @property
    def vol(self) -> Path:
        return self.folder / "VOL_PNEO.XML"

    def tile(self, half, row, column) -> Path:
        return self.image_folder / self.tile_name.format(half=half, row=row, column=column)

    def tiles(self, *halves):
        return [
            self.tile(half, row, column)
            for half in halves or self.halves
            for row in range(1, self.rows + 1)
            for column in range(1, self.columns + 1)
        ]

    def write(self) -> "Delivery":
        # The last row and column of tiles are smaller, as in real products.
        height, width = self.rows * self.tile_px - 7, self.columns * self.tile_px - 5
        self.pixels = self.pixels or random_pixels(height, width, self.seed, dtype=self.dtype)
        for half, roles in self.halves.items():
            stack = np.stack([self.pixels[role] for role in roles])
            for row in range(1, self.rows + 1):
                for column in range(1, self.columns + 1):
                    top, left = (row - 1) * self.tile_px, (column - 1) * self.tile_px
                    write_image(
                        self.tile(half, row, column),
                        stack[:, top : top + self.tile_px, left : left + self.tile_px],
                        self.left + left * self.pixel_m,
                        self.top - top * self.pixel_m,
                        self.pixel_m,
                        self.crs,
                    )
        self._write_masks()
        self.write_xml(height, width)
        return self

    def write_xml(self, height, width):
        data_files = "".join(
            "<Data_Files>"
            + "".join(
                f'<Data_File tile_R="{row}" tile_C="{column}">'
                f'<DATA_FILE_PATH href="{self.tile(half, row, column).name}"/></Data_File>'
                for row in range(1, self.rows + 1)
                for column in range(1, self.columns + 1)
            )
            + "<Raster_Index_List>"
            + "".join(f"<Raster_Index><BAND_ID>{BAND_IDS[role]}</BAND_ID></Raster_Index>" for role in roles)
            + "</Raster_Index_List></Data_Files>"
            for half, roles in self.halves.items()
        )
        masks = "".join(MASK.format(name=MASK_NAMES[kind], kind=kind) for kind in self.masks)
        self.image_folder.mkdir(parents=True, exist_ok=True)
        self.dim.write_text(
            DIM.format(
                name=f"ORTHO {self.component}",
                level=self.level,
                spectral=self.spectral,
                radiometry=self.radiometry,
                gain=self.gain,
                height=height,
                width=width,
                bands=sum(len(roles) for roles in self.halves.values()),
                ntiles=self.rows * self.columns,
                rows=self.rows,
                columns=self.columns,
                data_files=data_files,
                masks=masks,
            )
        )
        self.write_vol(self)

    def write_vol(self, *deliveries):
        """A volume that names the components of several deliveries in this folder."""
        self.vol.write_text(
            VOL.format(
                components="".join(
                    COMPONENT.format(
                        title=f"ORTHO {one.spectral} {one.component}",
                        href=one.dim.relative_to(self.folder).as_posix(),
                    )
                    for one in deliveries
                )
            )
        )

    def _write_masks(self):
        """``masks``: polygons by kind, each a list of points in pixels from the upper left corner."""
        for kind, polygons in self.masks.items():
            members = ""
            for polygon in polygons:
                points = " ".join(
                    f"{self.left + column * self.pixel_m} {self.top - row * self.pixel_m}" for column, row in polygon
                )
                crs = "urn:ogc:def:crs:EPSG::" + self.crs.rpartition(":")[2]
                members += GML_POLYGON.format(crs=crs, points=points)
            path = self.image_folder / "MASKS" / f"{kind}.GML"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(GML.format(members=members))


@pytest.fixture
def delivery(tmp_path):
    """A function that writes a delivery, with changes, and returns it."""

    def make(**changes):
        return Delivery(tmp_path / changes.pop("folder", "000125930_1_1_STD_A"), **changes).write()

    return make


@pytest.fixture
def image(tmp_path):
    """A function that writes one image file and returns its path as text."""

    def make(name, pixels, **options):
        return str(write_image(tmp_path / name, pixels, **options))

    return make


@pytest.fixture
def run(progress):
    """A function that runs a stack_bands job."""

    def run_job(output, **fields):
        from cosia.core.jobs import StackBandsJob
        from cosia.core.pipelines import stack_bands

        fields["layers"] = tuple(str(path) for path in fields.get("layers", ()))
        fields["product"] = str(fields.get("product", ""))
        return stack_bands.run(StackBandsJob(str(output), **fields), progress)

    return run_job
