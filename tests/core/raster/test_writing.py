"""Results are cloud-optimised GeoTIFFs with their style beside them, or they are not there at all."""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS

from cosia.core.nomenclature import CLASSES
from cosia.core.partial_files import PartialFiles
from cosia.core.raster.grid import Grid
from cosia.core.raster.style import category_names_pam, classification_qml, colour_table
from cosia.core.raster.writing import Layout, ResultRaster, stage_raster

TRANSFORM = Affine(0.2, 0.05, 420_000, 0.05, -0.2, 6_710_000)
GRID = Grid(CRS.from_epsg(2154), TRANSFORM, 1300, 1100)
LAYOUT = Layout(
    ("classes",),
    0,
    "MODE",
    colour_table(),
    {".qml": classification_qml("fr"), "+.aux.xml": category_names_pam("fr")},
    {"COSIA_MODEL": "tiny"},
)


def write_result(path, pixels):
    with PartialFiles(path) as files, ResultRaster(path, GRID, LAYOUT, files) as result:
        result.write(pixels, (0, 0, *pixels.shape[:0:-1]))
        result.finish()
        files.publish()


def test_the_result_is_whole_and_carries_everything(tmp_path):
    path = tmp_path / "occupation du sol.tif"
    pixels = np.random.default_rng(0).integers(0, 16, (1, 1100, 1300)).astype(np.uint8)
    with PartialFiles(path) as files, ResultRaster(path, GRID, LAYOUT, files) as result:
        for top in range(0, 1100, 300):
            result.write(pixels[:, top : top + 300], (0, top, 1300, min(300, 1100 - top)))
        result.finish()
        assert not path.exists()
        files.publish()
    with rasterio.open(path) as dataset:
        assert (dataset.read() == pixels).all()
        assert dataset.transform.almost_equals(TRANSFORM) and dataset.crs.to_epsg() == 2154
        assert dataset.nodata == 0 and dataset.overviews(1)
        assert dataset.colormap(1)[15] == (*CLASSES[14].rgb, 255)
        assert dataset.tags()["COSIA_MODEL"] == "tiny"
        assert dataset.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == ["occupation du sol.qml", "occupation du sol.tif", "occupation du sol.tif.aux.xml"]


def test_overviews_hold_the_most_frequent_class(tmp_path):
    pixels = np.full((1, 1100, 1300), 13, np.uint8)
    pixels[:, ::2, ::2] = 4
    path = tmp_path / "c.tif"
    write_result(path, pixels)
    with rasterio.open(path, overview_level=0) as overview:
        assert set(np.unique(overview.read())) == {13}


def test_an_error_leaves_nothing_and_keeps_a_former_result(tmp_path):
    path = tmp_path / "c.tif"
    path.write_text("former")
    with pytest.raises(RuntimeError), PartialFiles(path) as files, ResultRaster(path, GRID, LAYOUT, files) as result:
        result.write(np.ones((1, 10, 10), np.uint8), (0, 0, 10, 10))
        result.finish()
        raise RuntimeError
    assert [file.name for file in tmp_path.iterdir()] == ["c.tif"]
    assert path.read_text() == "former"


def test_overviews_statistics_and_masks_of_a_former_result_go_with_it(tmp_path):
    path = tmp_path / "c.tif"
    write_result(path, np.full((1, 1100, 1300), 13, np.uint8))
    for ending in (".ovr", ".msk", ".ovr.aux.xml"):
        path.with_name(path.name + ending).write_text("of the former result")
    write_result(path, np.full((1, 1100, 1300), 4, np.uint8))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["c.qml", "c.tif", "c.tif.aux.xml"]
    assert "Category" in path.with_name("c.tif.aux.xml").read_text()


def test_the_style_of_a_former_classification_goes_and_a_style_of_the_user_stays(tmp_path):
    path = tmp_path / "stack.tif"
    for text, stays in ((classification_qml("fr"), False), ("<qgis>mine</qgis>", True)):
        path.with_suffix(".qml").write_text(text, encoding="utf-8")
        with PartialFiles(path) as files:
            stage_raster(files, path).write_text("a stack")
            files.publish()
        assert path.with_suffix(".qml").exists() == stays


@pytest.mark.parametrize("language, first", [("fr_FR", "Bâtiment"), ("en", "Building"), ("de", "Building")])
def test_the_style_names_the_classes_in_the_language(language, first):
    entries = ElementTree.fromstring(classification_qml(language)).iter("paletteEntry")
    entries = [(int(entry.get("value")), entry.get("color"), entry.get("label")) for entry in entries]
    assert len(entries) == 15
    assert entries[0] == (1, "#ce7079", first)
    names = [node.text for node in ElementTree.fromstring(category_names_pam(language)).iter("Category")]
    assert len(names) == 16 and names[1] == first


FULL_DISK = """
import resource, signal, sys
sys.path.insert(0, {root!r})
import numpy as np
from pathlib import Path
from affine import Affine
from core.errors import InvalidInputError
from core.partial_files import PartialFiles
from core.raster.grid import Grid
from core.raster.writing import Layout, ResultRaster

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
grid, layout = Grid(None, Affine(1, 0, 5, 0, -1, 5), 1500, 1500), Layout(("c",), 0, "MODE")
noise = np.random.default_rng(0).integers(1, 16, (1, 1500, 1500)).astype(np.uint8)
try:
    with PartialFiles(Path({path!r})) as files, ResultRaster(Path({path!r}), grid, layout, files) as result:
        result.write(noise, (0, 0, 1500, 1500))
        result.finish()
        files.publish()
except InvalidInputError as error:
    print(error)
else:
    print("written")
"""


@pytest.mark.parametrize("limit", [200_000, 1_300_000, 1_480_000])
def test_a_full_disk_is_noticed_and_leaves_nothing(tmp_path, limit):
    """1.3 MB hold the tiles, but not the result with its overviews; of 1.48 MB only the last bytes lack."""
    script = FULL_DISK.format(root=str(Path(__file__).parents[3]), limit=limit, path=str(tmp_path / "c.tif"))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "cannot be written" in done.stdout, done.stderr
    assert list(tmp_path.iterdir()) == []
