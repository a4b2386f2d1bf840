"""DIMAP deliveries become stacks; what is wrong with one is said in a sentence."""

import os
from pathlib import Path

import numpy as np
import pytest
import rasterio

from cosia.core.errors import CancelledError, InvalidInputError
from cosia.core.jobs import Extent

ROLES = ("red", "green", "blue", "nir", "deep_blue", "red_edge")


def read_by_role(path):
    with rasterio.open(path) as dataset:
        return {role: dataset.read(band) for band, role in enumerate(dataset.descriptions, start=1)}


def assert_same(found, expected):
    assert tuple(found) == ROLES
    for role in ROLES:
        np.testing.assert_array_equal(found[role], expected[role])


@pytest.mark.parametrize("ending", [".vrt", ".tif"])
@pytest.mark.parametrize("entry", ["folder", "image_folder", "vol", "dim"])
def test_every_door_of_a_delivery_gives_the_bands_by_role(delivery, run, tmp_path, entry, ending):
    product = delivery()
    output = tmp_path / f"stack{ending}"
    result = run(output, product=getattr(product, entry))
    assert result["output"] == str(output)
    assert result["roles"] == list(ROLES)
    assert_same(read_by_role(output), product.pixels)


@pytest.mark.parametrize("ending", [".vrt", ".tif"])
def test_metadata_of_a_stack(delivery, run, tmp_path, ending):
    output = tmp_path / f"stack{ending}"
    run(output, product=delivery().folder)
    with rasterio.open(output) as dataset:
        assert dataset.crs.to_epsg() == 2154
        assert dataset.transform.to_gdal() == (420_000.0, 0.3, 0.0, 6_710_000.0, 0.0, -0.3)
        assert dataset.nodata == 0
        assert dataset.dtypes == ("uint16",) * 6
        tags = dataset.tags()
        assert (tags["COSIA_SENSOR"], tags["COSIA_ENCODING"]) == ("pneo", "reflectance")
        assert tags["COSIA_SATURATED"] == "32767"
        assert dataset.scales == (0.0001,) * 6 and dataset.offsets == (0.0,) * 6
        assert dataset.tags(4, ns="IMAGERY") == {"CENTRAL_WAVELENGTH_UM": "0.828", "FWHM_UM": "0.12"}
        assert dataset.tags(5)["wavelength"] == "436.5"
        assert [colour.name for colour in dataset.colorinterp] == ["red", "green", "blue"] + ["undefined"] * 3


@pytest.mark.parametrize(
    "tile_name",
    [
        "IMG_PNEO3_STD_202601250555400_PMS-FS_ORT_1e224074-3a2a-4f29_{half}_R{row}C{column}.JP2",
        "IMG_PNEO3_PMS-FS_{half}_202308040551179_ORTHO_PWOI_R{row}C{column}.tif",
        "img_{half}_r{row}c{column}.tif",
    ],
)
def test_names_in_either_token_order_case_and_format(delivery, run, tmp_path, tile_name):
    product = delivery(tile_name=tile_name)
    run(tmp_path / "product.vrt", product=product.folder)
    assert_same(read_by_role(tmp_path / "product.vrt"), product.pixels)
    run(tmp_path / "loose.vrt", layers=reversed(product.tiles()))
    assert_same(read_by_role(tmp_path / "loose.vrt"), product.pixels)


def test_case_of_names_in_the_xml_may_differ_from_the_disk(delivery, run, tmp_path):
    product = delivery()
    for tile in product.tiles():
        tile.rename(tile.with_name(tile.name.lower()))
    run(tmp_path / "stack.vrt", product=product.vol)
    assert_same(read_by_role(tmp_path / "stack.vrt"), product.pixels)


def test_a_virtual_stack_moves_with_its_product(delivery, run, tmp_path):
    product = delivery(folder="there/delivery")
    output = product.folder / "stack.vrt"
    run(output, product=product.folder)
    assert str(tmp_path) not in output.read_text()
    moved = (tmp_path / "there").rename(tmp_path / "elsewhere")
    assert_same(read_by_role(moved / "delivery" / "stack.vrt"), product.pixels)


def test_real_product_has_its_bands_where_the_driver_of_gdal_sees_them(shared_data, run, tmp_path):
    product = shared_data / "dimap_pneo" / "vhr2020_ms_fs"
    output = tmp_path / "stack.vrt"
    run(output, product=product)
    found = read_by_role(output)
    constants = {role: int(pixels.flat[0]) for role, pixels in found.items()}
    assert constants == {"red": 1, "green": 2, "blue": 3, "nir": 4, "red_edge": 5, "deep_blue": 6}
    with rasterio.Env() as environment:
        if "DIMAP" not in environment.drivers():
            pytest.skip("this GDAL has no DIMAP driver")
    with rasterio.open(product / "VOL_PNEO.XML") as peer, rasterio.open(output) as own:
        assert own.shape == peer.shape
        assert own.transform.almost_equals(peer.transform, 1e-12)
        for band, description in enumerate(peer.descriptions, start=1):
            np.testing.assert_array_equal(peer.read(band), found[description.lower().replace(" ", "_")])


def test_the_multispectral_component_is_taken_and_others_by_name(delivery, run, tmp_path):
    pan = delivery(component="IMG_02_PNEO3_P", spectral="PAN", halves={"RGB": ("red",)})
    first = delivery()
    second = delivery(component="IMG_03_PNEO3_PMS-FS", seed=2)
    pan.write_vol(pan, first)
    run(tmp_path / "only.vrt", product=pan.vol)
    assert_same(read_by_role(tmp_path / "only.vrt"), first.pixels)
    pan.write_vol(pan, first, second)
    with pytest.raises(InvalidInputError, match=r"several multispectral.*IMG_01_PNEO3_PMS-FS.*IMG_03_PNEO3"):
        run(tmp_path / "which.vrt", product=pan.vol)
    run(tmp_path / "named.vrt", product=pan.vol, component="img_03_pneo3_pms-fs")
    assert_same(read_by_role(tmp_path / "named.vrt"), second.pixels)
    with pytest.raises(InvalidInputError, match=r"panchromatic only \(IMG_02_PNEO3_P\)"):
        run(tmp_path / "pan.vrt", product=pan.vol, component="IMG_02_PNEO3_P")
    with pytest.raises(InvalidInputError, match=r"No single component is called 'IMG_09'"):
        run(tmp_path / "none.vrt", product=pan.vol, component="IMG_09")


def test_components_of_the_same_name_are_told_apart_by_their_deliveries(delivery, run, tmp_path):
    first, second = delivery(folder="order/A"), delivery(folder="order/B", seed=2)
    with pytest.raises(InvalidInputError, match=r"A/IMG_01_PNEO3_PMS-FS \(PMS-FS\), B/IMG_01_PNEO3_PMS-FS"):
        run(tmp_path / "which.vrt", product=tmp_path / "order")
    for name, product in (("A", first), ("B", second)):
        run(tmp_path / "named.vrt", product=tmp_path / "order", component=f"{name}/IMG_01_PNEO3_PMS-FS")
        assert_same(read_by_role(tmp_path / "named.vrt"), product.pixels)


def test_components_that_were_not_copied_are_told(delivery, run, tmp_path, progress):
    pan = delivery(component="IMG_02_PNEO3_P", spectral="PAN", halves={"RGB": ("red",)})
    product = delivery()
    product.write_vol(pan, product)
    pan.dim.unlink()
    run(tmp_path / "stack.vrt", product=product.vol)
    assert any("images that are not there: IMG_02_PNEO3_P/DIM" in warning for warning in progress.warnings)
    pan.write_xml(73, 75)
    product.write_vol(pan, product)
    product.dim.unlink()
    with pytest.raises(InvalidInputError, match=r"images that are not there \(IMG_01_PNEO3_PMS-FS/DIM"):
        run(tmp_path / "stack.vrt", product=product.vol)


def test_relative_paths_hold_in_a_folder_behind_a_link(delivery, run, tmp_path):
    product = delivery()
    (tmp_path / "disk" / "far" / "stacks").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "disk" / "far" / "stacks")
    run(tmp_path / "link" / "stack.vrt", product=product.folder)
    assert_same(read_by_role(tmp_path / "link" / "stack.vrt"), product.pixels)
    assert_same(read_by_role(tmp_path / "disk" / "far" / "stacks" / "stack.vrt"), product.pixels)


def test_a_loose_panchromatic_tile(delivery, run, tmp_path):
    pan = delivery(spectral="PAN", halves={"P": ("red",)}, tile_name="IMG_PNEO3_2022_{half}_ORT_R{row}C{column}.TIF")
    with pytest.raises(InvalidInputError, match=r"IMG_PNEO3_2022_P_ORT_R1C1.TIF' is panchromatic; CoSIA needs"):
        run(tmp_path / "stack.vrt", layers=pan.tiles())


def test_extent_is_widened_to_whole_pixels(delivery, run, tmp_path):
    product = delivery()
    extent = Extent(420_000 + 3.1, 6_710_000 - 9.1, 420_000 + 14.9, 6_710_000 - 6.0)
    for name in ("part.vrt", "part.tif"):
        run(tmp_path / name, product=product.folder, extent=extent)
        expected = {role: pixels[20:31, 10:50] for role, pixels in product.pixels.items()}
        assert_same(read_by_role(tmp_path / name), expected)


def test_bands_of_a_single_file_product_follow_its_band_identifiers(delivery, run, tmp_path):
    product = delivery(
        spectral="PMS",
        halves={"X": ("green", "red", "nir", "blue")},
        tile_name="IMG_PNEO3_PMS_{row}_R{row}C{column}.TIF",
    )
    run(tmp_path / "stack.vrt", product=product.folder)
    found = read_by_role(tmp_path / "stack.vrt")
    assert tuple(found) == ("red", "green", "blue", "nir")
    for role, pixels in found.items():
        np.testing.assert_array_equal(pixels, product.pixels[role])


REFUSALS = {
    "sensor geometry": ({"level": "SENSOR"}, "is in sensor geometry"),
    "display": ({"radiometry": "DISPLAY"}, r"made for display \(DISPLAY\), not reflectance"),
    "stretched": ({"radiometry": "LINEAR_STRETCH"}, r"made for display \(LINEAR_STRETCH\)"),
    "raw": ({"radiometry": "BASIC"}, "raw numbers .BASIC., not reflectance"),
    "unknown bands": ({"spectral": "X"}, r"no multispectral image that is known \(IMG_01_PNEO3_PMS-FS \(X\)\)"),
    "panchromatic": ({"spectral": "PAN"}, "panchromatic only"),
    "half": ({"halves": {"RGB": ("red", "green", "blue")}}, "lacks the bands nir, deep_blue, red_edge"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_products_that_do_not_fit_are_refused_in_one_sentence(delivery, run, tmp_path, case):
    changes, sentence = REFUSALS[case]
    with pytest.raises(InvalidInputError, match=sentence) as refusal:
        run(tmp_path / "stack.vrt", product=delivery(**changes).folder)
    assert refusal.value.message.endswith(".") and "\n" not in refusal.value.message
    assert not (tmp_path / "stack.vrt").exists()


def test_real_panchromatic_product_is_refused(shared_data, run, tmp_path):
    with pytest.raises(InvalidInputError, match=r"panchromatic only"):
        run(tmp_path / "stack.vrt", product=shared_data / "dimap_pneo" / "real_pan_metadata")


def test_generic_sensor_takes_a_display_product_as_it_is(delivery, run, tmp_path):
    product = delivery(radiometry="DISPLAY", dtype="uint8")
    result = run(tmp_path / "stack.tif", product=product.folder, sensor="generic")
    assert (result["sensor"], result["encoding"]) == ("generic", "8-bit")
    assert_same(read_by_role(tmp_path / "stack.tif"), product.pixels)


def test_another_gain_is_kept_as_scale_but_not_called_reflectance(delivery, run, tmp_path, progress):
    run(tmp_path / "stack.vrt", product=delivery(gain="20000").folder)
    with rasterio.open(tmp_path / "stack.vrt") as dataset:
        assert dataset.scales[0] == 1 / 20_000
        assert "COSIA_ENCODING" not in dataset.tags()
    assert any("20000" in warning for warning in progress.warnings)


def test_missing_tiles_are_named(delivery, run, tmp_path):
    product = delivery()
    lacking = product.tile("NED", 2, 1)
    lacking.unlink()
    with pytest.raises(InvalidInputError, match=r"missing: NED R2C1; copy"):
        run(tmp_path / "stack.vrt", product=product.folder)
    with pytest.raises(InvalidInputError, match=r"tiles are missing: NED R2C1"):
        run(tmp_path / "stack.vrt", layers=[tile for tile in product.tiles() if tile.exists()])


def test_a_tile_that_the_xml_forgot_is_named(delivery, run, tmp_path):
    product = delivery()
    text = product.dim.read_text()
    link = f'<Data_File tile_R="2" tile_C="2"><DATA_FILE_PATH href="{product.tile("RGB", 2, 2).name}"/></Data_File>'
    assert link in text
    product.dim.write_text(text.replace(link, ""))
    with pytest.raises(InvalidInputError, match=r"missing: RGB R2C2"):
        run(tmp_path / "stack.vrt", product=product.folder)


@pytest.mark.parametrize("gain", ["nan", "inf", "-5", "0", "x"])
def test_a_gain_that_is_none_is_not_taken(delivery, run, tmp_path, gain):
    run(tmp_path / "stack.vrt", product=delivery(gain=gain).folder)
    with rasterio.open(tmp_path / "stack.vrt") as dataset:
        assert dataset.scales == (0.0001,) * 6


def test_a_saturated_value_that_no_pixel_can_hold(delivery, run, tmp_path):
    product = delivery()
    product.dim.write_text(product.dim.read_text().replace(">32767<", ">70000<"))
    run(tmp_path / "stack.tif", product=product.folder, pixel_size_m=0.6)
    with rasterio.open(tmp_path / "stack.tif") as dataset:
        assert "COSIA_SATURATED" not in dataset.tags()


def test_tile_numbers_that_no_product_has(delivery, run, tmp_path):
    product = delivery()
    text = product.dim.read_text().replace('ntiles_R="2" ntiles_C="2"', 'ntiles_R="999999" ntiles_C="999999"')
    product.dim.write_text(text)
    with pytest.raises(InvalidInputError, match=r"would have 999998000001 tiles"):
        run(tmp_path / "stack.vrt", product=product.folder)
    last = product.tile("RGB", 2, 2)
    misread = last.rename(last.with_name(last.name.replace("R2C2", "R20240101C20240101")))
    with pytest.raises(InvalidInputError, match=r"would have .* tiles; check its tile numbers"):
        run(tmp_path / "stack.vrt", layers=[product.tile("RGB", 1, 1), misread])


def test_tiles_of_another_size_than_the_product_tells(delivery, run, tmp_path):
    product = delivery()
    product.write_xml(500, 75)
    with pytest.raises(InvalidInputError, match=r"cover 75 × 73 pixels, but the product tells 75 × 500"):
        run(tmp_path / "stack.vrt", product=product.folder)


@pytest.mark.parametrize("ending", ["TIF", "JP2"])
@pytest.mark.parametrize("kept", [0.97, 0.5, 0.0])
def test_truncated_files_are_found_without_reading_pixels(delivery, run, tmp_path, ending, kept):
    product = delivery(tile_name="IMG_{half}_R{row}C{column}." + ending)
    broken = product.tile("NED", 1, 2)
    data = broken.read_bytes()
    broken.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(InvalidInputError, match=rf"{broken.name}' is truncated"):
        run(tmp_path / "stack.vrt", product=product.folder)


def test_no_image_at_all(delivery, run, tmp_path):
    product = delivery()
    product.tile("RGB", 1, 1).write_text("<html>Please log in</html>")
    with pytest.raises(InvalidInputError, match=r"cannot be opened as an image"):
        run(tmp_path / "stack.vrt", product=product.folder)


@pytest.mark.parametrize(
    "href", ["../../elsewhere.TIF", "/etc/passwd", "C:\\secret.TIF", "/vsicurl/http://x/y.TIF", "..\\..\\x.TIF"]
)
def test_a_product_that_points_outside_its_folder_is_not_followed(delivery, run, tmp_path, href):
    product = delivery()
    product.dim.write_text(product.dim.read_text().replace(product.tile("RGB", 1, 1).name, href))
    with pytest.raises(InvalidInputError, match=r"points outside its folder"):
        run(tmp_path / "stack.vrt", product=product.folder)


def test_document_types_are_refused(delivery, run, tmp_path):
    product = delivery()
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    attack = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>\n<Dimap_Document>'
    product.dim.write_text(product.dim.read_text().replace("<Dimap_Document>", attack, 1))
    with pytest.raises(InvalidInputError, match=r"declares a document type"):
        run(tmp_path / "stack.vrt", product=product.folder)


def test_broken_xml(delivery, run, tmp_path):
    product = delivery()
    product.dim.write_text(product.dim.read_text()[:900])
    with pytest.raises(InvalidInputError, match=r"is not whole XML"):
        run(tmp_path / "stack.vrt", product=product.dim)
    product.dim.write_text("<html></html>")
    with pytest.raises(InvalidInputError, match=r"is no DIMAP file \(its root element is 'html'\)"):
        run(tmp_path / "stack.vrt", product=product.dim)


def test_a_delivery_without_its_images(delivery, run, tmp_path):
    product = delivery()
    for path in product.image_folder.iterdir():
        path.unlink()
    with pytest.raises(InvalidInputError, match=r"images that are not there \(IMG_01.*DIM_PNEO3"):
        run(tmp_path / "stack.vrt", product=product.vol)


def test_paths_that_are_no_product(delivery, run, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InvalidInputError, match=r"holds no VOL or DIM file"):
        run(tmp_path / "stack.vrt", product=empty)
    with pytest.raises(InvalidInputError, match=r"There is no '.*nowhere'"):
        run(tmp_path / "stack.vrt", product=tmp_path / "nowhere")
    with pytest.raises(InvalidInputError, match=r"is no DIMAP XML file"):
        run(tmp_path / "stack.vrt", product=delivery().tile("RGB", 1, 1))


def test_parameters_that_do_not_fit_a_product(delivery, run, tmp_path):
    folder = delivery().folder
    with pytest.raises(InvalidInputError, match=r"BAND_ROLES names the bands of LAYERS"):
        run(tmp_path / "stack.vrt", product=folder, band_roles=("red",))
    with pytest.raises(InvalidInputError, match=r"no BD ORTHO"):
        run(tmp_path / "stack.vrt", product=folder, sensor="bd_ortho")
    with pytest.raises(InvalidInputError, match=r"a PRODUCT or LAYERS: one"):
        run(tmp_path / "stack.vrt")
    with pytest.raises(InvalidInputError, match=r"name must end in"):
        run(tmp_path / "stack.png", product=folder)
    with pytest.raises(InvalidInputError, match=r"SENSOR 'landsat' is unknown"):
        run(tmp_path / "stack.vrt", product=folder, sensor="landsat")
    with pytest.raises(InvalidInputError, match=r"folder of .* does not exist"):
        run(tmp_path / "nowhere" / "stack.vrt", product=folder)


def test_a_dim_file_among_layers_is_a_product(delivery, run, tmp_path):
    product = delivery()
    run(tmp_path / "stack.vrt", layers=[product.dim])
    assert_same(read_by_role(tmp_path / "stack.vrt"), product.pixels)


def test_clouds_become_no_data(delivery, run, tmp_path):
    product = delivery(masks={"CLD": [[(10, 5), (30, 5), (30, 25), (10, 25), (10, 5)]]})
    run(tmp_path / "stack.tif", product=product.folder, mask_clouds=True)
    expected = {role: pixels.copy() for role, pixels in product.pixels.items()}
    for pixels in expected.values():
        pixels[5:25, 10:30] = 0
    assert_same(read_by_role(tmp_path / "stack.tif"), expected)


def test_pixels_outside_the_region_of_interest_become_no_data(delivery, run, tmp_path):
    product = delivery(
        masks={"ROI": [[(10, 5), (60, 5), (60, 70), (10, 70), (10, 5)]], "CLD": []},
    )
    run(tmp_path / "stack.tif", product=product.folder, mask_outside_roi=True, mask_clouds=True)
    expected = {role: np.zeros_like(pixels) for role, pixels in product.pixels.items()}
    for role, pixels in expected.items():
        pixels[5:70, 10:60] = product.pixels[role][5:70, 10:60]
    assert_same(read_by_role(tmp_path / "stack.tif"), expected)


def test_mask_with_latitude_before_longitude(delivery, run, tmp_path):
    product = delivery(crs="EPSG:4326", left=5.0, top=45.0, pixel_m=3e-6)
    product.masks = {"CLD": [[(10, 5), (30, 5), (30, 25), (10, 25), (10, 5)]]}
    product._write_masks()
    gml = product.image_folder / "MASKS" / "CLD.GML"
    start, end = "<gml:posList>", "</gml:posList>"
    head, _, rest = gml.read_text().partition(start)
    points, _, tail = rest.partition(end)
    numbers = points.split()
    swapped = [numbers[at ^ 1] for at in range(len(numbers))]
    gml.write_text(head + start + " ".join(swapped) + end + tail)
    product.write_xml(73, 75)
    run(tmp_path / "stack.tif", product=product.folder, mask_clouds=True)
    taken = read_by_role(tmp_path / "stack.tif")["red"] == 0
    assert taken[5:25, 10:30].all() and taken.sum() == 400


def test_a_mask_that_is_not_there(delivery, run, tmp_path):
    with pytest.raises(InvalidInputError, match=r"no cloud mask file \(CLD\)"):
        run(tmp_path / "stack.tif", product=delivery().folder, mask_clouds=True)
    product = delivery(masks={"CLD": []})
    (product.image_folder / "MASKS" / "CLD.GML").write_text("GML no more")
    with pytest.raises(InvalidInputError, match=r"is not whole XML"):
        run(tmp_path / "stack.tif", product=product.folder, mask_clouds=True)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"encoding": "8-bit"}, "8-bit encoding"),
        ({"mask_clouds": True}, "a mask"),
        ({"pixel_size_m": 0.6}, "resampling"),
    ],
)
def test_a_virtual_stack_makes_no_new_pixels(delivery, run, tmp_path, changes, reason):
    product = delivery(masks={"CLD": []})
    with pytest.raises(InvalidInputError, match=rf"copies no pixel, but {reason} makes new ones"):
        run(tmp_path / "stack.vrt", product=product.folder, **changes)


def test_cancel_leaves_nothing_behind(delivery, run, tmp_path, progress, monkeypatch):
    monkeypatch.setattr("cosia.core.raster.stack_reading.LOWEST_WINDOW_PX", 16)
    product = delivery()
    before = sorted(tmp_path.iterdir())
    progress.cancel_at = 0.5
    with pytest.raises(CancelledError):
        run(tmp_path / "stack.tif", product=product.folder)
    assert 0.5 <= progress.fractions[-1] < 1
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of file sizes")
def test_a_full_disk_is_noticed(delivery, run, tmp_path):
    import resource
    import signal

    product = delivery(tile_px=200)
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, former[1]))
        with pytest.raises(InvalidInputError, match=r"stack.tif' cannot be written: .*; free the disk or choose"):
            run(tmp_path / "stack.tif", product=product.folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)
        signal.signal(signal.SIGXFSZ, handler)
    assert not list(tmp_path.glob("*.tif"))


def test_a_former_result_survives_a_failure(delivery, run, tmp_path, progress):
    product = delivery()
    output = tmp_path / "stack.tif"
    output.write_bytes(b"former")
    progress.cancel_at = 0.0
    with pytest.raises(CancelledError):
        run(output, product=product.folder)
    assert output.read_bytes() == b"former"


def test_output_may_not_be_an_input(delivery, run, tmp_path):
    product = delivery()
    tile = product.tile("RGB", 1, 1)
    with pytest.raises(InvalidInputError, match=r"is one of the inputs"):
        run(Path(os.path.join(tile.parent, ".", tile.name)).with_suffix(".TIF"), product=product.folder)


def test_what_was_found_is_told(delivery, run, tmp_path, progress):
    run(tmp_path / "stack.vrt", product=delivery().folder)
    told = "\n".join(progress.messages)
    assert "component IMG_01_PNEO3_PMS-FS, PMS-FS, REFLECTANCE, clouds 3.0 %" in told
    assert "NED: 4 file(s) with nir, red_edge, deep_blue" in told
    assert "No-data value: 0" in told
    assert "km²" in told
    assert progress.fractions[-1] == 1.0
