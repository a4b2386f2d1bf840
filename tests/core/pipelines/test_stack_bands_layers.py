"""Loose files become stacks: tiles, BD ORTHO halves, single bands; grids that differ are refused or resampled."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosia.core.errors import InvalidInputError
from cosia.core.jobs import Extent

RVB = "49-2022-{x:04d}-{y:04d}-LA93-0M20-E080.tif"
IRC = "49-2022-{x:04d}-{y:04d}-LA93-0M20-IRC-E080.tif"


def pixels_of(shape, seed=0, dtype="uint8"):
    high = 255 if dtype == "uint8" else 10_000
    return np.random.default_rng(seed).integers(1, high, shape).astype(dtype)


def read(path):
    with rasterio.open(path) as dataset:
        return dataset.read(), dataset.descriptions


@pytest.fixture
def ortho(image):
    """A function that writes BD ORTHO tiles of 10 m by 10 m and returns their paths and the mosaic."""

    def make(sheets=((420, 6710), (421, 6710)), lacking=(), crs="EPSG:2154"):
        left, top = min(x for x, _y in sheets), max(y for _x, y in sheets)
        columns = max(x for x, _y in sheets) - left + 1
        rows = top - min(y for _x, y in sheets) + 1
        mosaic = np.zeros((4, rows * 50, columns * 50), np.uint8)
        paths = []
        for seed, (x, y) in enumerate(sheets):
            tile = pixels_of((4, 50, 50), seed)
            place = {"left": x * 10.0, "top": y * 10.0, "pixel_m": 0.2, "crs": crs}
            if ("RVB", x, y) not in lacking:
                paths.append(image(RVB.format(x=x, y=y), tile[:3], **place))
            if ("IRC", x, y) not in lacking:
                paths.append(image(IRC.format(x=x, y=y), tile[[3, 0, 1]], **place))
            mosaic[:, (top - y) * 50 : (top - y) * 50 + 50, (x - left) * 50 : (x - left) * 50 + 50] = tile
        return paths, mosaic

    return make


def test_bd_ortho_takes_infrared_from_irc(ortho, run, tmp_path):
    paths, mosaic = ortho()
    for name in ("stack.vrt", "stack.tif"):
        result = run(tmp_path / name, layers=reversed(paths))
        found, roles = read(tmp_path / name)
        assert roles == ("red", "green", "blue", "nir")
        np.testing.assert_array_equal(found, mosaic)
        assert (result["sensor"], result["encoding"]) == ("bd_ortho", "8-bit")


def test_bd_ortho_sheets_without_a_system_inside_get_that_of_their_name(ortho, run, tmp_path):
    paths, mosaic = ortho(crs=None)
    run(tmp_path / "stack.vrt", layers=paths)
    with rasterio.open(tmp_path / "stack.vrt") as dataset:
        assert dataset.crs.to_epsg() == 2154
        np.testing.assert_array_equal(dataset.read(), mosaic)


def test_true_colour_and_infrared_under_any_name(image, run, tmp_path):
    scene = pixels_of((4, 20, 30))
    paths = [image("Angers_IRC.tif", scene[[3, 0, 1]]), image("Angers-RVB.tif", scene[:3])]
    run(tmp_path / "stack.tif", layers=paths)
    found, roles = read(tmp_path / "stack.tif")
    assert roles == ("red", "green", "blue", "nir")
    np.testing.assert_array_equal(found, scene)
    run(tmp_path / "alone.tif", layers=paths[:1])
    assert read(tmp_path / "alone.tif")[1] == ("red", "green", "nir")


def test_names_with_accents_and_signs_of_xml(image, run, tmp_path):
    scene = pixels_of((1, 20, 30))
    (tmp_path / "été & <fils>").mkdir()
    path = image("été & <fils>/rouge 'é'.tif", scene)
    run(tmp_path / "pile é.vrt", layers=[path])
    np.testing.assert_array_equal(read(tmp_path / "pile é.vrt")[0], scene)


def test_images_inside_an_archive(image, run, tmp_path):
    scene = pixels_of((1, 20, 30))
    path = Path(image("red.tif", scene))
    with zipfile.ZipFile(tmp_path / "images.zip", "w") as archive:
        archive.write(path, path.name)
    run(tmp_path / "stack.vrt", layers=[f"/vsizip/{tmp_path / 'images.zip'}/red.tif"])
    np.testing.assert_array_equal(read(tmp_path / "stack.vrt")[0], scene)


@pytest.mark.parametrize("half", ["RVB", "IRC"])
def test_a_bd_ortho_sheet_without_its_other_half_is_named(ortho, run, tmp_path, half):
    paths, _mosaic = ortho(lacking=[(half, 421, 6710)])
    with pytest.raises(InvalidInputError, match=f"The {half} tile of 49-2022-0421-6710-LA93 is missing"):
        run(tmp_path / "stack.vrt", layers=paths)


def test_true_colour_alone_warns_and_is_refused_for_the_whole_sensor(ortho, run, tmp_path, progress):
    paths = [path for path in ortho()[0] if "IRC" not in path]
    assert run(tmp_path / "stack.vrt", layers=paths)["roles"] == ["red", "green", "blue"]
    assert progress.warnings == ["The stack lacks nir."]
    with pytest.raises(InvalidInputError, match=r"The IRC tile of .* is missing"):
        run(tmp_path / "whole.vrt", layers=paths, sensor="bd_ortho")


def test_holes_of_a_mosaic_are_marked_and_told(ortho, run, tmp_path, progress):
    paths, mosaic = ortho(sheets=((420, 6710), (421, 6711), (423, 6710)))
    for name in ("stack.vrt", "stack.tif"):
        run(tmp_path / name, layers=paths)
        with rasterio.open(tmp_path / name) as dataset:
            assert dataset.nodata == 0
            np.testing.assert_array_equal(dataset.read(), mosaic)
    assert "leave 62.5% of the stack empty" in progress.warnings[0]


def test_no_data_is_not_invented_where_every_pixel_has_data(ortho, run, tmp_path):
    paths, _mosaic = ortho()
    run(tmp_path / "stack.vrt", layers=paths)
    run(tmp_path / "given.vrt", layers=paths, nodata=255)
    with rasterio.open(tmp_path / "stack.vrt") as own, rasterio.open(tmp_path / "given.vrt") as given_value:
        assert (own.nodata, given_value.nodata) == (None, 255)
    with pytest.raises(InvalidInputError, match=r"no-data value -9999.* does not fit pixels of uint8 \(0 to 255\)"):
        run(tmp_path / "wrong.vrt", layers=paths, nodata=-9999)


def test_tiles_of_two_products_are_refused_naming_both(delivery, run, tmp_path):
    first = delivery()
    second = delivery(folder="b", tile_name="IMG_PNEO4_2023_PMS-FS_ORT_{half}_R{row}C{column}.TIF")
    with pytest.raises(InvalidInputError, match=r"'IMG_PNEO3_.*' and 'IMG_PNEO4_.*' belong to different products"):
        run(tmp_path / "stack.vrt", layers=first.tiles() + second.tiles())


def test_one_half_of_loose_tiles_warns_and_is_refused_for_the_whole_sensor(delivery, run, tmp_path, progress):
    tiles = delivery().tiles("RGB")
    assert run(tmp_path / "stack.vrt", layers=tiles)["roles"] == ["red", "green", "blue"]
    assert progress.warnings[0] == "The stack lacks nir, deep_blue, red_edge."
    assert "taken as reflectance × 10000" in progress.warnings[1] and "RADIOMETRIC_PROCESSING" in progress.warnings[1]
    with pytest.raises(InvalidInputError, match=r"missing: NED R1C1, NED R1C2, NED R2C1, NED R2C2"):
        run(tmp_path / "whole.vrt", layers=tiles, sensor="pneo")


def test_a_column_of_tiles_is_a_fine_subset(delivery, run, tmp_path):
    product = delivery()
    run(tmp_path / "stack.vrt", layers=[tile for tile in product.tiles() if "C2" in tile.name])
    found, roles = read(tmp_path / "stack.vrt")
    for role, band in zip(roles, found):
        np.testing.assert_array_equal(band, product.pixels[role][:, 40:])


def test_the_same_tile_twice(delivery, run, tmp_path):
    tiles = delivery().tiles()
    copy = tmp_path / "copy" / tiles[0].name
    copy.parent.mkdir()
    copy.write_bytes(tiles[0].read_bytes())
    with pytest.raises(InvalidInputError, match=r"are the same tile"):
        run(tmp_path / "stack.vrt", layers=[*tiles, copy])


def test_single_bands_are_told_by_their_names(image, run, tmp_path):
    names = {
        "nir": "scene_PIR.tif",
        "red": "scene_rouge.tif",
        "deep_blue": "scene_Deep-Blue.tif",
        "green": "scene_vert.tif",
    }
    stack = pixels_of((4, 20, 30), dtype="uint16")
    paths = [image(name, stack[[position]]) for position, name in enumerate(names.values())]
    result = run(tmp_path / "stack.tif", layers=paths)
    found, roles = read(tmp_path / "stack.tif")
    assert roles == ("red", "green", "nir", "deep_blue")
    np.testing.assert_array_equal(found, stack[[list(names).index(role) for role in roles]])
    assert (result["sensor"], result["encoding"]) == ("generic", "")


def test_letters_in_names_count_together_only(image, run, tmp_path, progress):
    stack = pixels_of((4, 20, 30))
    names = ("site_b_R.tif", "site_b_V.tif", "site_b_B.tif", "site_b_PIR.tif")
    paths = [image(name, stack[[position]]) for position, name in enumerate(names)]
    run(tmp_path / "stack.tif", layers=paths)
    found, roles = read(tmp_path / "stack.tif")
    assert roles == ("red", "green", "blue", "nir")
    np.testing.assert_array_equal(found, stack)
    assert "site_b_V.tif: 1 file(s) with green." in progress.messages
    with pytest.raises(InvalidInputError, match=r"roles of the 1 band\(s\) of '.*site_b_R.tif'.*red,green,nir|blue"):
        run(tmp_path / "few.tif", layers=paths[:2] + paths[3:])


@pytest.mark.parametrize("name", ["version_b.tif", "site_r.tif", "thermal_infrared.tif"])
def test_names_that_tell_no_role(image, run, tmp_path, name):
    with pytest.raises(InvalidInputError, match=rf"'.*{name}'; give BAND_ROLES"):
        run(tmp_path / "stack.tif", layers=[image(name, pixels_of((1, 9, 9)))])


def test_band_descriptions_tell_roles_whatever_the_order(image, run, tmp_path):
    stack = pixels_of((3, 20, 30))
    path = image("scene.tif", stack)
    with rasterio.open(path, "r+") as dataset:
        dataset.descriptions = ("Near Infrared", "Red Edge", "Blue")
    run(tmp_path / "stack.tif", layers=[path])
    found, roles = read(tmp_path / "stack.tif")
    assert roles == ("blue", "nir", "red_edge")
    np.testing.assert_array_equal(found, stack[[2, 0, 1]])


def test_unknown_bands_must_be_named(image, run, tmp_path):
    stack = pixels_of((4, 20, 30))
    path = image("scene.tif", stack)
    with pytest.raises(
        InvalidInputError, match=r"tell the roles of the 4 band\(s\) of .*; give BAND_ROLES .*red,green,"
    ):
        run(tmp_path / "stack.tif", layers=[path])
    run(tmp_path / "stack.tif", layers=[path], band_roles=("nir", "red", "-", "blue"))
    found, roles = read(tmp_path / "stack.tif")
    assert roles == ("red", "blue", "nir")
    np.testing.assert_array_equal(found, stack[[1, 3, 0]])
    with pytest.raises(InvalidInputError, match=r"have 4 bands, but 2 band roles"):
        run(tmp_path / "few.tif", layers=[path], band_roles=("nir", "red"))
    with pytest.raises(InvalidInputError, match=r"stands at two bands of 'scene.tif'"):
        run(tmp_path / "twice.tif", layers=[path], band_roles=("nir", "red", "red", "blue"))
    with pytest.raises(InvalidInputError, match=r"leaves every band out"):
        run(tmp_path / "none.tif", layers=[path], band_roles=("-", "-", "-", "-"))
    with pytest.raises(InvalidInputError, match=r"band role 'swir' is unknown"):
        run(tmp_path / "odd.tif", layers=[path], band_roles=("nir", "red", "green", "swir"))


def test_band_roles_in_the_words_of_users(image, run, tmp_path):
    path = image("scene.tif", pixels_of((4, 20, 30)))
    run(tmp_path / "stack.tif", layers=[path], band_roles=("PIR,", "Red", "edge", "Rouge", "V"))
    assert read(tmp_path / "stack.tif")[1] == ("red", "green", "nir", "red_edge")


def test_given_roles_hold_for_every_tile_of_a_mosaic(image, run, tmp_path):
    stack = pixels_of((2, 20, 60))
    paths = [
        image(f"part{part}.tif", stack[:, :, part * 20 : part * 20 + 20], left=1000 + part * 20.0, pixel_m=1.0)
        for part in range(3)
    ]
    run(tmp_path / "stack.tif", layers=paths, band_roles=("nir", "red"))
    found, roles = read(tmp_path / "stack.tif")
    assert roles == ("red", "nir")
    np.testing.assert_array_equal(found, stack[::-1])


def test_a_role_may_come_from_one_file_only(image, run, tmp_path):
    paths = [image("a.tif", pixels_of((2, 9, 9))), image("b.tif", pixels_of((2, 9, 9)))]
    with pytest.raises(InvalidInputError, match=r"band red is in both 'a.tif' and 'b.tif'"):
        run(tmp_path / "stack.tif", layers=paths, band_roles=("red", "green", "nir", "red"))


def test_types_must_agree(image, run, tmp_path):
    paths = [image("red.tif", pixels_of((1, 9, 9))), image("nir.tif", pixels_of((1, 9, 9), dtype="uint16"))]
    with pytest.raises(InvalidInputError, match=r"'red.tif' holds uint8 and 'nir.tif' uint16"):
        run(tmp_path / "stack.tif", layers=paths)


@pytest.mark.parametrize("dtype", ["complex64", "int64"])
def test_pixels_of_a_type_that_cannot_be_stacked(image, run, tmp_path, dtype):
    path = image("red.tif", np.ones((1, 9, 9), dtype))
    for name in ("stack.tif", "stack.vrt"):
        with pytest.raises(InvalidInputError, match=rf"'.*red.tif' holds pixels of {dtype}, which cannot be stacked"):
            run(tmp_path / name, layers=[path])


def test_names_that_gdal_opens_though_they_are_no_files(image, run, tmp_path):
    scene = pixels_of((1, 20, 30))
    inside = f"GTIFF_DIR:1:{image('red.tif', scene)}"
    for name in ("stack.vrt", "stack.tif"):
        run(tmp_path / name, layers=[inside])
        np.testing.assert_array_equal(read(tmp_path / name)[0], scene)
    for path in ('NETCDF:"nowhere.nc":red', "/vsizip/nowhere.zip/red.tif", str(tmp_path)):
        with pytest.raises(InvalidInputError, match=r"cannot be opened as an image \(.*\); check the path"):
            run(tmp_path / "none.vrt", layers=[path])
    with pytest.raises(InvalidInputError, match=r"There is no file 'https://"):
        run(tmp_path / "none.vrt", layers=["https://localhost/red.tif"])


def test_an_output_that_does_not_fit_the_disk_is_refused_before_it_is_written(image, run, tmp_path):
    path = image("red.tif", pixels_of((1, 900, 900), dtype="uint16"))
    with pytest.raises(InvalidInputError, match=r"would hold 900000 × 900000 pixels .* about 810.0 GB, .* GB free"):
        run(tmp_path / "stack.tif", layers=[path], pixel_size_m=0.0003)
    assert [one.name for one in tmp_path.iterdir()] == ["red.tif"]
    with pytest.raises(InvalidInputError, match=r"PIXEL_SIZE_M 1e-300 must be"):
        run(tmp_path / "stack.tif", layers=[path], pixel_size_m=1e-300)


def test_a_stack_can_be_stacked_again(delivery, run, tmp_path, progress):
    product = delivery()
    run(tmp_path / "first.tif", product=product.folder)
    result = run(tmp_path / "second.vrt", layers=[tmp_path / "first.tif"])
    assert progress.warnings == []
    assert (result["sensor"], result["encoding"]) == ("pneo", "reflectance")
    with rasterio.open(tmp_path / "first.tif") as first, rasterio.open(tmp_path / "second.vrt") as second:
        assert (first.descriptions, first.scales, first.nodata) == (second.descriptions, second.scales, second.nodata)
        np.testing.assert_array_equal(first.read(), second.read())


def test_images_without_a_place_on_the_map(image, run, tmp_path):
    plain = Path(image("red.tif", pixels_of((1, 9, 9)), crs=None, transform=None))
    with pytest.raises(InvalidInputError, match=r"'.*red.tif' has no georeference"):
        run(tmp_path / "stack.tif", layers=[plain])
    adrift = image("green.tif", pixels_of((1, 9, 9)), crs=None)
    with pytest.raises(InvalidInputError, match=r"names no coordinate reference system"):
        run(tmp_path / "stack.tif", layers=[adrift])
    rpc = rasterio.rpc.RPC(
        *(0.0, 1.0, 0.0, 1.0, [1.0] * 20, [1.0] * 20, 0.0, 1.0, 0.0, 1.0, [1.0] * 20, [1.0] * 20, 0.0, 1.0)
    )
    sensor = image("nir.tif", pixels_of((1, 9, 9)), crs=None, transform=None, rpcs=rpc)
    with pytest.raises(InvalidInputError, match=r"'.*nir.tif' is in sensor geometry"):
        run(tmp_path / "stack.tif", layers=[sensor])
    with pytest.raises(InvalidInputError, match=r"There is no file '.*nowhere.tif'"):
        run(tmp_path / "stack.tif", layers=[tmp_path / "nowhere.tif"])


def test_damaged_pixels_are_found_when_they_are_read(image, run, tmp_path):
    path = Path(image("red.tif", pixels_of((1, 300, 300)), compress="deflate"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 2000] = b"\xff" * 2000
    path.write_bytes(bytes(data))
    with pytest.raises(InvalidInputError, match=r"pixels of '.*red.tif' cannot be read \(ZIPDecode"):
        run(tmp_path / "stack.tif", layers=[path])
    assert [one.name for one in tmp_path.iterdir()] == ["red.tif"]


def test_masks_need_a_product(image, run, tmp_path):
    with pytest.raises(InvalidInputError, match=r"Only a PRODUCT brings"):
        run(tmp_path / "stack.tif", layers=[image("red.tif", pixels_of((1, 9, 9)))], mask_clouds=True)


MISMATCHES = {
    "shift": {"left": 420_000.13},
    "size": {"pixel_m": 0.6},
    "extent": {"top": 6_710_003.0},
    "system": {"crs": "EPSG:32631", "left": 300_000.0},
    "turn": {"transform": Affine.translation(420_000, 6_710_000) @ Affine.rotation(10) @ Affine.scale(0.3, -0.3)},
}


@pytest.mark.parametrize("case", MISMATCHES)
def test_grids_that_differ_are_refused_with_both_named(image, run, tmp_path, case):
    paths = [
        image("red.tif", pixels_of((1, 20, 20))),
        image("nir.tif", pixels_of((1, 20, 20)), **MISMATCHES[case]),
    ]
    with pytest.raises(InvalidInputError) as refusal:
        run(tmp_path / "stack.tif", layers=paths)
    message = refusal.value.message
    assert "'red.tif' (20 × 20 pixels of 0.3 m in EPSG:2154 from (420000, 6710000))" in message
    assert "'nir.tif' (20 × 20 pixels of" in message
    assert "RESAMPLING" in message


@pytest.mark.parametrize("method", ["nearest", "bilinear", "cubic"])
def test_grids_that_differ_are_resampled_to_the_finest(image, run, tmp_path, method):
    fine, coarse = np.full((1, 40, 40), 100, np.uint16), np.full((1, 10, 10), 3000, np.uint16)
    coarse[:, :, 5:] = 5000
    paths = [
        image("nir.tif", coarse, pixel_m=1.2),
        image("red.tif", fine, pixel_m=0.3),
    ]
    run(tmp_path / "stack.tif", layers=paths, resampling=method)
    with rasterio.open(tmp_path / "stack.tif") as dataset:
        assert dataset.transform.to_gdal() == (420_000.0, 0.3, 0.0, 6_710_000.0, 0.0, -0.3)
        red, nir = dataset.read()
    assert (red == 100).all()
    assert (nir[:, :12] == 3000).all() and (nir[:, 28:] == 5000).all()
    assert ((nir[:, 18:22] > 3000) & (nir[:, 18:22] < 5000)).any() == (method != "nearest")
    with pytest.raises(InvalidInputError, match=r"but resampling makes new ones"):
        run(tmp_path / "stack.vrt", layers=paths, resampling=method)


def test_resampling_leaves_no_seam_between_tiles(image, run, tmp_path):
    ramp = np.tile(np.arange(40, dtype=np.uint16) * 40 + 1000, (20, 1))[None]
    paths = [
        image("nir_west.tif", ramp[:, :, :20], pixel_m=1.2),
        image("nir_east.tif", ramp[:, :, 20:], pixel_m=1.2, left=420_024.0),
        image("red.tif", np.ones((1, 80, 160), np.uint16), pixel_m=0.3),
    ]
    run(tmp_path / "stack.tif", layers=paths, resampling="bilinear")
    found, _roles = read(tmp_path / "stack.tif")
    assert set(np.diff(found[1, 40, 4:-4].astype(int))) == {10}


def test_no_data_stays_out_of_resampling(image, run, tmp_path):
    coarse = np.full((1, 10, 10), 3000, np.uint16)
    coarse[:, :, :5] = 0
    paths = [
        image("nir.tif", coarse, pixel_m=1.2, nodata=0),
        image("red.tif", np.full((1, 40, 40), 100, np.uint16), pixel_m=0.3),
    ]
    run(tmp_path / "stack.tif", layers=paths, resampling="cubic")
    found, _roles = read(tmp_path / "stack.tif")
    assert set(np.unique(found[1])) == {0, 3000}


def test_another_system_is_resampled(image, run, tmp_path):
    paths = [
        image("red.tif", np.full((1, 50, 50), 100, np.uint8), pixel_m=1.0, left=700_000, top=6_600_000),
        image("nir.tif", np.full((1, 90, 90), 200, np.uint8), pixel_m=1e-5, left=2.9995, top=46.5005, crs="EPSG:4326"),
    ]
    run(tmp_path / "stack.tif", layers=paths, resampling="nearest")
    with rasterio.open(tmp_path / "stack.tif") as dataset:
        assert dataset.crs.to_epsg() in (2154, 4326)
        assert set(np.unique(dataset.read())) <= {0, 100, 200}
        assert (dataset.read(2) == 200).any()


def test_coarser_pixels_are_means_and_finer_ones_are_interpolated(image, run, tmp_path):
    stack = pixels_of((1, 60, 60), dtype="uint16")
    path = image("red.tif", stack)
    run(tmp_path / "coarse.tif", layers=[path], pixel_size_m=0.9)
    found, _roles = read(tmp_path / "coarse.tif")
    means = stack[0].reshape(20, 3, 20, 3).mean(axis=(1, 3))
    assert found.shape == (1, 20, 20)
    assert np.abs(found[0] - means).max() <= 0.5 + 1e-6
    run(tmp_path / "fine.tif", layers=[path], pixel_size_m=0.1)
    found, _roles = read(tmp_path / "fine.tif")
    np.testing.assert_array_equal(found[0, 1::3, 1::3], stack[0])


def test_values_without_data_of_each_file_become_one(image, run, tmp_path):
    first, second = pixels_of((1, 9, 9), 1), pixels_of((1, 9, 9), 2)
    first[0, 0], second[0, 1] = 0, 255
    paths = [image("red.tif", first, nodata=0), image("nir.tif", second, nodata=255)]
    for name in ("stack.vrt", "stack.tif"):
        run(tmp_path / name, layers=paths)
        with rasterio.open(tmp_path / name) as dataset:
            masks = dataset.read_masks()
        assert not masks[0, 0].any() and masks[0, 1:].all()
        assert not masks[1, 1].any() and masks[1, 2:].all()


def test_the_empty_border_of_a_tile_does_not_hide_its_neighbour(image, run, tmp_path):
    whole = pixels_of((1, 20, 50), dtype="uint16")
    west, east = whole[:, :, :30].copy(), whole[:, :, 20:].copy()
    east[:, :, :10] = 0
    paths = [
        image("red_west.tif", west, nodata=0, pixel_m=1.0, left=0.0),
        image("red_east.tif", east, nodata=0, pixel_m=1.0, left=20.0),
    ]
    for name in ("stack.vrt", "stack.tif"):
        run(tmp_path / name, layers=paths)
        np.testing.assert_array_equal(read(tmp_path / name)[0], whole)


@pytest.mark.parametrize("nodata", [np.nan, -9999.0, None])
def test_tiles_on_several_grids_fill_each_other(image, run, tmp_path, nodata):
    west, east = np.full((1, 20, 20), 3.0, np.float32), np.full((1, 20, 20), 5.0, np.float32)
    paths = [
        image("red_west.tif", west, pixel_m=1.0, left=0.0, nodata=nodata),
        image("red_east.tif", east, pixel_m=1.0, left=20.4, nodata=nodata),
    ]
    run(tmp_path / "stack.tif", layers=paths, resampling="nearest")
    found, _roles = read(tmp_path / "stack.tif")
    assert (found[0, :, :20] == 3.0).all() and (found[0, :, 21:] == 5.0).all()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.integers(1, 30), min_size=1, max_size=3),
    columns=st.lists(st.integers(1, 30), min_size=1, max_size=3),
    pixel_m=st.sampled_from([0.2, 0.3, 1.5]),
    left=st.integers(-10_000_000, 10_000_000),
    window=st.tuples(*[st.floats(0, 1)] * 4),
)
def test_mosaics_reconstruct_the_scene_exactly(image, run, tmp_path, rows, columns, pixel_m, left, window):
    scene = pixels_of((1, sum(rows), sum(columns)), sum(rows), "uint16")
    left = left * pixel_m
    paths, top_px = [], 0
    for row, height in enumerate(rows):
        left_px = 0
        for column, width in enumerate(columns):
            part = scene[:, top_px : top_px + height, left_px : left_px + width]
            place = {"left": left + left_px * pixel_m, "top": 6e6 - top_px * pixel_m, "pixel_m": pixel_m}
            paths.append(image(f"red_{row}-{column}.tif", part, **place))
            left_px += width
        top_px += height
    x, y, right, bottom = (
        round(share * (size - 1))
        for share, size in zip(window, (scene.shape[2], scene.shape[1], scene.shape[2], scene.shape[1]))
    )
    x, right, y, bottom = min(x, right), max(x, right) + 1, min(y, bottom), max(y, bottom) + 1
    extent = Extent(left + x * pixel_m, 6e6 - bottom * pixel_m, left + right * pixel_m, 6e6 - y * pixel_m)
    for name in ("stack.vrt", "stack.tif"):
        run(tmp_path / name, layers=paths, extent=extent)
        np.testing.assert_array_equal(read(tmp_path / name)[0], scene[:, y:bottom, x:right])
