"""The stated error is right: about 95 of 100 intervals hold the exact value, on pixels that resemble each other."""

import math

import numpy as np
import pytest

from cosia.core.raster.moments import Moments
from cosia.core.raster.sampling_error import half_widths, student_quantile

stats = pytest.importorskip("scipy.stats", reason="the reference comes with the development requirements")


def correlated_blocks(seed=0, size_px=1024, block_px=32):
    """Blocks of a scene with fields larger than a block, dark woods, texture and a no-data border."""
    from scipy.ndimage import gaussian_filter

    rng = np.random.default_rng(seed)
    fields = gaussian_filter(rng.normal(size=(size_px, size_px)), 15)
    texture = gaussian_filter(rng.normal(size=(size_px, size_px)), 1)
    woods = gaussian_filter(rng.normal(size=(size_px, size_px)), 25) > 0
    scene = 2000 + 500 * fields / fields.std() - 900 * woods + 200 * texture / texture.std()
    rows, columns = np.indices(scene.shape)
    valid = rows + 2 * columns > size_px
    blocks, parts = [], [slice(start, start + block_px) for start in range(0, size_px, block_px)]
    for row in parts:
        for column in parts:
            moments = Moments(1)
            moments.add(scene[row, column][valid[row, column]][None])
            if moments.count:
                blocks.append(moments)
    return blocks, scene[valid].mean(), scene[valid].std()


@pytest.mark.parametrize("number", [40, 200])
def test_intervals_hold_the_exact_value_about_95_times_in_100(number):
    blocks, exact_mean, exact_deviation = correlated_blocks()
    rng = np.random.default_rng(1)
    runs, held_mean, held_deviation, naive = 600, 0, 0, 0
    for _run in range(runs):
        chosen = rng.choice(len(blocks), number, replace=False)
        sample = Moments(1)
        for index in chosen:
            sample.merge(blocks[index])
        widths = half_widths([blocks[index] for index in chosen], number / len(blocks))
        held_mean += abs(sample.means[0] - exact_mean) <= widths.means[0]
        held_deviation += abs(sample.deviations[0] - exact_deviation) <= widths.deviations[0]
        naive += abs(sample.means[0] - exact_mean) <= 1.96 * sample.deviations[0] / math.sqrt(sample.count)
    assert 0.925 <= held_mean / runs <= 0.975
    assert 0.91 <= held_deviation / runs <= 0.975
    # As if pixels were independent: what the blocks are for.
    assert naive / runs < 0.5


def test_reading_everything_leaves_no_error_and_one_block_tells_none():
    block = Moments(2)
    block.add(np.arange(20).reshape(2, 10))
    assert half_widths([block, block], 1.0).means == (0.0, 0.0)
    assert half_widths([block]).deviations == (math.inf, math.inf)
    assert half_widths([]).means == ()


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 6, 10, 30, 1000])
def test_quantiles_of_student(degrees):
    assert student_quantile(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), abs=1e-3)
