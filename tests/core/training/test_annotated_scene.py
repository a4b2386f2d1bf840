"""What is annotated is found wherever it lies; training never sees what is held out."""

from functools import partial

import numpy as np
import pytest
from rasterio.transform import from_origin

from cosia.core.raster.ground_cells import GroundCells
from cosia.core.raster.reference import ReferenceRaster
from cosia.core.raster.scene import Scene
from cosia.core.training.annotated_scene import AnnotatedScene, merged_counts
from cosia.core.training.chips import ChipSampler
from cosia.core.training.division import Division
from cosia.core.training.examination import Examiner, Feeding
from cosia.core.training.split import TEST, TRAINING, VALIDATION, Split

ROLES = ("red", "green")
CELL_PX, GAP_PX = 64, 16


@pytest.fixture
def annotated(write_raster, tmp_path, progress):
    """640 × 576 pixels whose value tells where they are; annotated in four squares, a part without data."""
    height, width = 576, 640
    rows, columns = np.mgrid[:height, :width]
    pixels = np.stack([1 + rows, 1 + columns]).astype(np.uint16)
    pixels[:, 200:210, 200:210] = 0
    labels = np.zeros((height, width), np.uint8)
    labels[0:64, 0:64] = 1
    labels[0:64, 64:128] = 2
    labels[192:224, 192:224] = 3
    labels[520:570, 500:640] = 12
    labels[0, 0] = 99
    scene = Scene(str(write_raster(pixels, roles=ROLES, nodata=0)), (), None)
    with scene, ReferenceRaster(str(write_raster(labels, "labels.tif", nodata=0))) as reference:
        folder = tmp_path / "store"
        folder.mkdir()
        yield AnnotatedScene(scene, [reference], (0,), folder, progress), labels


def divide(scene, parts, cells, withheld=frozenset()):
    grid = scene.stored.grid
    division = Division(Split(parts, False), {0: cells}, {0: [grid]}, GAP_PX, withheld)
    scene.divide(partial(division.of_target, grid, 0))


@pytest.fixture
def divided(annotated):
    """The first square is for training, the one beside it for the test, the third for validation."""
    scene, labels = annotated
    cells = GroundCells(scene.stored.grid, CELL_PX)
    parts = {(0, 0, 0): TRAINING, (0, 0, 1): TEST, (0, 3, 3): VALIDATION}
    parts |= {(0, row, column): TRAINING for row in (8,) for column in (7, 8, 9)}
    divide(scene, parts, cells)
    return scene, labels, cells


def test_counts(annotated):
    scene, _labels = annotated
    counts = scene.counts_by_cell(GroundCells(scene.stored.grid, CELL_PX))
    assert counts[0, 0, 0][0] == 64 * 64 - 1 and counts[0, 0, 1][1] == 64 * 64
    assert counts[0, 3, 3][2] == 32 * 32 - 100  # without data
    assert sum(pixels[11] for pixels in counts.values()) == 50 * 140
    assert sum(pixels.sum() for pixels in counts.values()) == scene.annotated().sum()
    assert "codes that are no CoSIA class, which count for nothing: 99 (1 px)" in scene.warnings()[0]
    assert merged_counts([counts, counts])[0, 0, 1][1] == 2 * 64 * 64


def test_parts_and_gap(divided):
    scene, _labels, cells = divided
    assert scene.pixels_of(TRAINING)[0] == 64 * (64 - GAP_PX) - 1
    assert scene.pixels_of(TEST)[1] == 64 * 64
    assert scene.pixels_of(VALIDATION)[2] == 32 * 32 - 100
    assert scene.windows_of(TEST, cells) == [(64, 0, 64, 64)]
    assert scene.windows_of(VALIDATION, cells) == [(192, 192, 32, 32)]
    truth = scene.truth((60, 0, 8, 4), TEST)
    assert truth[0].tolist() == [0, 0, 0, 0, 2, 2, 2, 2]


def test_training_sees_nothing_that_is_held_out(divided):
    scene, _labels, _cells = divided
    pixels, valid, labels = scene.crop(slice(0, 128), slice(0, 128))
    assert valid[:, :64].all() and not valid[:64, 64:].any() and valid[64:].all()
    assert set(np.unique(labels[:, 48:])) == {0} and (labels[:64, :48] == 1).sum() == 64 * 48 - 1
    np.testing.assert_array_equal(pixels[0, :, 0], np.arange(1, 129))


def test_withheld_cells_teach_nothing_but_may_be_seen(divided):
    scene, _labels, cells = divided
    parts = {(0, 0, 0): TRAINING, (0, 8, 8): TRAINING}
    divide(scene, parts, cells, frozenset({(0, 0, 0)}))
    assert scene.pixels_of(TRAINING)[0] == 0 and scene.pixels_of(TRAINING)[11] > 0
    assert scene.crop(slice(0, 64), slice(0, 64))[1].all()


def test_chips_have_the_classes_of_their_place(divided):
    from cosia.core.raster.normalisation import Normalisation

    scene, labels, _cells = divided
    same = Normalisation("norma-source", (0.0, 0.0), (1.0, 1.0), "")
    sampler = ChipSampler([scene], same, tuple(range(1, 16)), 64, 0, relit=False)
    for step in range(6):
        pixels, channels = sampler.draw(step, 4)
        known = channels >= 0
        assert known.any()
        rows, columns = (pixels[:, band][known].numpy().astype(int) - 1 for band in (0, 1))
        np.testing.assert_array_equal(labels[rows, columns], channels[known].numpy() + 1)


def test_another_grid_shares_the_cells(divided, write_raster, tmp_path, progress):
    """A second image of the same place, half a pixel off and turned around: what is held out of one is of the other."""
    _scene, _labels, cells = divided
    pixels = np.full((2, 300, 300), 7, np.uint16)
    labels = np.full((300, 300), 5, np.uint8)
    options = {"transform": from_origin(420_000 + 0.1, 6_710_000 - 0.1, 0.2, 0.2)}
    folder = tmp_path / "other"
    folder.mkdir()
    with (
        Scene(str(write_raster(pixels, "other.tif", roles=ROLES, **options)), (), None) as other,
        ReferenceRaster(str(write_raster(labels, "other-labels.tif", **options))) as reference,
    ):
        second = AnnotatedScene(other, [reference], (0,), folder, progress)
        parts = {(0, 0, 0): TRAINING, (0, 0, 1): TEST}
        division = Division(Split(parts, False), {0: cells}, {0: [cells.anchor]}, GAP_PX)
        second.divide(partial(division.of_source, second.stored.grid, second.groups))
    _pixels, valid, found = second.crop(slice(0, 128), slice(0, 192))
    # A pixel here has its centre half a pixel further: it is of the cell that this centre lies in.
    assert not valid[:63, 64:127].any() and valid[:, :63].all() and valid[65:].all() and valid[:, 129:].all()
    assert not found[:63, 50:140].any() and (found[90:] == 5).all()


def test_windows_are_examined_as_they_would_be_classified(divided, write_model, progress):
    from cosia.core.model.inference import Predictor
    from cosia.core.model.model_file import load_model
    from cosia.core.raster.normalisation import Normalisation
    from cosia.core.raster.tile_reader import batches, read_tiles
    from cosia.core.training.examination import examination_tiling

    scene, _labels, _cells = divided
    passport, network = load_model(
        write_model(band_roles=("green", "red"), means=(9.0, 9.0), deviations=(300.0, 300.0))
    )
    normalisation = Normalisation("norma-source", passport.means, passport.deviations, "")
    examiner = Examiner(Feeding(passport.band_roles, normalisation, passport.outputs), "cpu")
    window = 64, 0, 64, 64
    examined = examiner.examine(network, scene, window, TEST)
    predictor = Predictor(passport, network, "cpu", "float32", lambda: None)
    scene.use_bands(passport.band_roles)
    expected = np.zeros((64, 64), np.uint8)
    for batch in batches(read_tiles(scene.stored, examination_tiling(window), None, normalisation, "reflect"), 1):
        (prediction,) = predictor.predict(np.stack([one.pixels for one in batch]), [batch[0].tile.core_in_tile])
        left, top, width, height = batch[0].tile.core
        expected[top : top + height, left - 64 : left - 64 + width] = prediction.classes
    assert (examined.classes == expected).mean() > 0.999
    assert examined.matrix.sum() == 64 * 64 and examined.matrix[1].sum() == 64 * 64
