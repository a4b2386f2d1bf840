"""What names tell about products, tiles and bands."""

import pytest

from cosia.core.raster.band_names import (
    TileName,
    half_of_product,
    ortho_crs,
    ortho_tile,
    pneo_tile,
    role_of,
    roles_by_letter,
    roles_of_bands,
)

KEY = "IMG_PNEO3_202204031105489_PMS-FS_ORT_PWOI_000125930_1_1_F_1"


@pytest.mark.parametrize(
    ("name", "tile"),
    [
        (f"{KEY}_NED_R2C13.JP2", TileName(KEY, "NED", 2, 13)),
        (f"/a_RGB/b/{KEY}_RGB_R1C1.TIF", TileName(KEY, "RGB", 1, 1)),
        (f"{KEY.lower()}_rgb_r1c1.tif", TileName(KEY, "RGB", 1, 1)),
        ("IMG_PNEO4_RGB_202305150851506_R3C1.TIF", TileName("IMG_PNEO4_202305150851506", "RGB", 3, 1)),
        ("IMG_RGB_R1C1.TIF", TileName("IMG", "RGB", 1, 1)),
        ("baa9e191_img_pneo3_2023_pms-fs_ned.tiff", TileName("BAA9E191_IMG_PNEO3_2023_PMS-FS", "NED")),
        ("scene_rgb.tif", None),
        ("IMG_PNEO3_P_R1C1.TIF", None),
        ("IMG_PHR1B_PMS_202111010946043_ORT_R1C1.TIF", None),
    ],
)
def test_pneo_tiles(name, tile):
    assert pneo_tile(name) == tile


@pytest.mark.parametrize(
    ("name", "tile"),
    [
        ("49-2022-0420-6710-LA93-0M20-E080.jp2", TileName("49-2022-0420-6710-LA93", "RVB")),
        ("49-2022-0420-6710-LA93-0M20-IRC-E080.jp2", TileName("49-2022-0420-6710-LA93", "IRC")),
        ("2a-2019-1165-6145-la93-irc.TIF", TileName("2A-2019-1165-6145-LA93", "IRC")),
        ("972-2017-0690-1640-RGAF09UTM20.jp2", TileName("972-2017-0690-1640-RGAF09UTM20", "RVB")),
        ("ortho-2022.tif", None),
    ],
)
def test_ortho_tiles(name, tile):
    assert ortho_tile(name) == tile


def test_systems_of_bd_ortho():
    assert ortho_crs("49-2022-0420-6710-LA93-0M20-E080.jp2").to_epsg() == 2154
    assert ortho_crs("972-2017-0690-1640-RGAF09UTM20.jp2").to_epsg() == 5490
    assert ortho_crs("49-2022-0420-6710-MARS-0M20.jp2") is None
    assert ortho_crs("scene.tif") is None


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("red", "red"),
        ("Red Edge", "red_edge"),
        ("Deep-Blue", "deep_blue"),
        ("NIR", "nir"),
        ("scene_r_nir", "nir"),
        ("scene_2022_bleu.tif", "blue"),
        ("B", "blue"),
        ("coastal", "deep_blue"),
        ("red_and_blue", ""),
        ("infrared", "nir"),
        ("band 4", ""),
        ("bored_nirvana", ""),
        ("Shortwave Infrared", ""),
        ("short-wave infra-red 1", ""),
        ("thermal infrared", ""),
        ("mid infrared", ""),
        ("MidIR ir", "nir"),
        ("infrarouge moyen", ""),
        ("SWIR", ""),
        ("Near Infra Red", "nir"),
        ("thermal camera, red", "red"),
        ("Band 1 R", "red"),
        ("version b", ""),
        ("red b", "red"),
    ],
)
def test_roles(name, role):
    assert role_of(name) == role


@pytest.mark.parametrize(
    ("names", "roles"),
    [
        (["a_r.tif", "a_g.tif", "a_b.tif"], ("red", "green", "blue")),
        (["B.tif", "N.tif", "V.tif", "R.tif"], ("blue", "nir", "green", "red")),
        (["b-b.tif", "b-r.tif", "b-g.tif"], ("blue", "red", "green")),
        (["a_r.tif", "a_g.tif"], None),
        (["a_r.tif", "a_g.tif", "a_b.tif", "a_v.tif"], None),
        (["site_r.tif", "plan_g.tif", "version_b.tif"], None),
        (["a_r.tif", "a_g.tif", "a_b.tif", "a_x.tif"], None),
        ([], None),
    ],
)
def test_letters_of_single_bands(names, roles):
    assert roles_by_letter(names) == roles


def test_roles_of_bands():
    assert roles_of_bands("x.tif", ["Red", "Green", "NIR"]) == ("red", "green", "nir")
    assert roles_of_bands("x_RVB.tif", ["", "", ""]) == ("red", "green", "blue")
    assert roles_of_bands("x_irc.tif", ["", "", ""]) == ("nir", "red", "green")
    assert roles_of_bands("x_ned.tif", ["", "", ""]) == ("nir", "red_edge", "deep_blue")
    assert roles_of_bands("x_rgb.tif", ["", "", "", ""]) is None
    assert roles_of_bands("x.tif", ["red", "red"]) is None
    assert roles_of_bands("site_r.tif", [""]) is None
    assert roles_of_bands("site_r.tif", ["B"]) == ("blue",)


def test_halves():
    assert half_of_product("IMG_NED_R1C1.TIF") == "NED"
    assert half_of_product("IMG_RGB_NED.TIF") == ""
    assert half_of_product("NEDERLAND.TIF") == ""
