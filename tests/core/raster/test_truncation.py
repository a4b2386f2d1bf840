"""Files that broke off are found by their headers."""

import numpy as np
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.transform import from_origin

from cosia.core.errors import InvalidInputError
from cosia.core.raster.truncation import check_whole, lacks_blocks

LAYOUTS = {
    "striped.tif": {},
    "tiled.tif": {"tiled": True, "blockxsize": 64, "blockysize": 64, "compress": "deflate"},
    "big.tif": {"bigtiff": "yes", "tiled": True, "blockxsize": 64, "blockysize": 64},
    "motorola.tif": {"endianness": "big"},
    "bands.tif": {"interleave": "band"},
    "one_strip.tif": {"blockysize": 200},
    "image.jp2": {"driver": "JP2OpenJPEG"},
    "code.j2k": {"driver": "JP2OpenJPEG", "codec": "j2k"},
    "sparse.tif": {"sparse_ok": True, "tiled": True, "blockxsize": 64, "blockysize": 64},
}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    pixels = np.random.default_rng(0).integers(0, 4000, (3, 200, 150)).astype(np.uint16)
    for name, options in LAYOUTS.items():
        profile = {
            "driver": "GTiff",
            "width": 150,
            "height": 200,
            "count": 3,
            "dtype": "uint16",
            "crs": "EPSG:2154",
            "transform": from_origin(10, 10, 1, 1),
            "photometric": "minisblack",
            **options,
        }
        if profile["driver"] != "GTiff":
            del profile["photometric"]
        with rasterio.open(folder / name, "w", **profile) as dataset:
            if not name.startswith("sparse"):
                dataset.write(pixels)
    return folder


@pytest.mark.parametrize("name", LAYOUTS)
def test_whole_files_pass(files, name):
    check_whole(str(files / name))


@pytest.mark.parametrize("name", [name for name in LAYOUTS if not name.startswith("sparse")])
@settings(max_examples=15, deadline=None)
@given(share=st.floats(0.01, 0.9999))
def test_every_cut_is_found(files, name, share):
    data = (files / name).read_bytes()
    cut = files / f"cut_{name}"
    # GDAL pads a TIFF with a few bytes that no pixel uses.
    cut.write_bytes(data[: min(int(len(data) * share), len(data) - 40)])
    with pytest.raises(InvalidInputError, match="is truncated: it ends after"):
        check_whole(str(cut))


def test_other_formats_pass(tmp_path):
    path = tmp_path / "image.png"
    path.write_bytes(b"\x89PNG....................")
    check_whole(str(path))


def test_blocks_that_never_reached_the_disk(files):
    assert lacks_blocks(str(files / "sparse.tif"))
    assert not lacks_blocks(str(files / "tiled.tif"))
    data = (files / "tiled.tif").read_bytes()
    cut = files / "cut.tif"
    for kept in (10, len(data) // 2):
        cut.write_bytes(data[:kept])
        assert lacks_blocks(str(cut))
