"""What is told of rectangles is what a straight computation over their pixels gives."""

import numpy as np
import pytest
import shapely

from cosia.core.model.inference import Predictor
from cosia.core.model.model_file import load_model
from cosia.core.model.rectangle_description import MARGIN_PX, RectangleDescriber, Rectangles
from cosia.core.raster.normalisation import Normalisation
from cosia.core.raster.polygon_mask import PolygonMask
from cosia.core.raster.rectangle_grid import RectangleGrid
from cosia.core.raster.scene import Scene
from cosia.core.raster.tile_reader import read_tiles
from cosia.core.raster.tiling import fit_tiling

ROLES = ("red", "green", "blue", "nir")
NORMALISATION = Normalisation("norma-source", (105.0, 110.0, 101.0, 106.0), (52.0, 45.0, 44.0, 40.0), "test")


@pytest.fixture
def scene(write_raster):
    """Blotches of 16 px on 190 × 150 px of 0.2 m; 12 columns hold no data."""
    coarse = np.random.default_rng(5).integers(1, 255, (4, 10, 12))
    pixels = coarse.repeat(16, axis=1).repeat(16, axis=2)[:, :150, :190].astype(np.uint8)
    pixels[:, :, 40:52] = 0
    with Scene(str(write_raster(pixels, roles=ROLES, nodata=0)), (), None) as opened:
        yield opened


@pytest.fixture
def predictor(write_model):
    # A model whose third output stands for no class.
    passport, network = load_model(write_model("gap", outputs=(1, 2, 0, *range(4, 16))))
    return Predictor(passport, network, "cpu", "float32", lambda: None)


@pytest.mark.parametrize("tile_px", [1_000_000, 192 * 192])
def test_figures_are_those_of_a_straight_computation(scene, predictor, monkeypatch, tile_px):
    monkeypatch.setattr(predictor, "max_tile_px", lambda: tile_px)
    grid = RectangleGrid.over(scene.grid, (0, 0, 190, 150), 8.0)
    inside = shapely.box(420_000, 6_709_970, 420_038, 6_709_996)
    done = shapely.box(420_020, 6_709_980, 420_024, 6_709_990)
    mask, annotations = (PolygonMask([shape], "EPSG:2154", scene.grid, "file") for shape in (inside, done))
    describer = RectangleDescriber(scene, grid, predictor, NORMALISATION, mask, annotations)
    (block,) = grid.blocks()
    found = describer.describe(block)
    usable = np.zeros((150, 190), np.bool_)
    probabilities, entropy = np.zeros((14, 150, 190)), np.zeros((150, 190))
    for item in read_tiles(scene, fit_tiling(block.window, MARGIN_PX, tile_px), mask, NORMALISATION, "reflect"):
        (said,) = predictor.predict(item.pixels[None], [item.part], with_probabilities=True, with_entropy=True)
        column, row, width, height = item.window
        place = slice(row, row + height), slice(column, column + width)
        usable[place], entropy[place] = item.wanted, said.entropy
        probabilities[(slice(None), *place)] = said.probabilities
    pixels, valid = scene.read((0, 0, 190, 150))
    normalised = NORMALISATION.apply(pixels, valid)
    annotated = annotations.read((0, 0, 190, 150))
    assert len(found) == (grid.columns - 1) * (grid.rows - 1) == 8 * 6
    assert 0 < found.usable.min() < found.usable.max() == 1 and found.annotated.max() > 0
    for number, (column, row, width, height) in enumerate(found.windows):
        place = slice(row, row + height), slice(column, column + width)
        counted = usable[place]
        assert (width, height) == (40, 40) and found.usable[number] == pytest.approx(counted.mean())
        assert found.annotated[number] == pytest.approx(annotated[place].mean())
        assert found.uncertainty[number] == pytest.approx(entropy[place][counted].mean(), rel=1e-5)
        shares = probabilities[(slice(None), *place)][:, counted].sum(axis=1)
        expected = np.zeros(15)
        expected[np.array(predictor.numeros) - 1] = shares / shares.sum()
        assert found.classes[number] == pytest.approx(expected, abs=1e-9) and found.classes[number, 2] == 0
        values = normalised[(slice(None), *place)][:, counted].astype(np.float64)
        assert found.look[number] == pytest.approx([*values.mean(axis=1), *values.std(axis=1)], abs=1e-5)


def test_a_block_without_a_usable_pixel_has_no_rectangles(scene, predictor):
    grid = RectangleGrid.over(scene.grid, (0, 0, 190, 150), 8.0)
    corner = shapely.box(420_037.5, 6_709_970, 420_038, 6_709_970.5)
    mask = PolygonMask([corner], "EPSG:2154", scene.grid, "file")
    describer = RectangleDescriber(scene, grid, predictor, NORMALISATION, mask, None)
    assert describer.describe(grid.blocks()[0]) is None


def test_parts_are_put_together_and_taken_apart():
    one = Rectangles(*(np.arange(6.0).reshape(3, 2) for _ in range(6)))
    both = Rectangles.concatenated([one, one])
    assert len(both) == 6 and both.take(np.array([4])).look.tolist() == [[2.0, 3.0]]
