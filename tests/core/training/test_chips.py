"""Chips hold what the images hold, at the classes' places, and depend on seed and step only."""

import numpy as np
import pytest
import torch

from cosia.core.raster.normalisation import Normalisation
from cosia.core.training.chips import IGNORED, ChipSampler, LabelledImage, channel_of_numero, relight

OUTPUTS = (1, 0, 12, 4)
NORMALISATION = Normalisation("norma-source", (100.0, 50.0), (20.0, 10.0), "test")


@pytest.fixture
def images():
    """Two images whose pixels tell their class: herbaceous with one pool, and buildings with unknown parts."""
    images = []
    for rows, columns, ground in ((96, 64, 12), (64, 80, 1)):
        labels = np.full((rows, columns), ground, np.uint8)
        images.append(LabelledImage(np.empty((2, rows, columns), np.uint16), labels))
    images[0].labels[40:49, 16:25] = 4
    images[1].labels[:20] = 0
    images[1].labels[20:40] = 7
    for image in images:
        image.pixels[:] = 100 + image.labels
    return images


def sampler(images, seed=0, balance=0.0):
    return ChipSampler(images, NORMALISATION, OUTPUTS, 32, seed, balance)


def test_channels():
    table = channel_of_numero(OUTPUTS)
    assert [table[numero] for numero in (0, 1, 2, 4, 12)] == [IGNORED, 0, IGNORED, 3, 2]


def test_batches_depend_on_seed_and_step_only(images):
    first, again = sampler(images), sampler(images)
    first.draw(0, 3)
    for ours, theirs in zip(first.draw(5, 4), again.draw(5, 4)):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=0)
    assert not torch.equal(first.draw(5, 4)[0], first.draw(6, 4)[0])
    assert not torch.equal(first.draw(5, 4)[0], sampler(images, seed=1).draw(5, 4)[0])


def test_shapes_and_types(images):
    pixels, channels = sampler(images).draw(0, 5)
    assert pixels.shape == (5, 2, 32, 32) and pixels.dtype == torch.float32
    assert channels.shape == (5, 32, 32) and channels.dtype == torch.int64
    assert set(channels.unique().tolist()) <= {IGNORED, 0, 2, 3}


def test_pixels_stay_with_their_labels(images):
    """Within a chip and band the relighting is linear: equal labels have equal values."""
    pixels, channels = sampler(images).draw(1, 16)
    for chip, labels in zip(pixels, channels):
        for channel in (0, 2, 3):
            here = chip[:, labels == channel]
            if here.numel():
                assert (here.amax(dim=1) - here.amin(dim=1)).max() < 1e-6


def test_rare_classes_are_sought(images):
    def pool_chips(balance):
        drawn = [sampler(images, balance=balance).draw(step, 8)[1] for step in range(15)]
        return sum(int((chip == 3).any()) for batch in drawn for chip in batch)

    assert pool_chips(0.0) > pool_chips(1.0) + 10


def test_all_orientations_occur():
    pixels = np.zeros((2, 32, 32), np.uint8)
    pixels[:, :16, :8] = 200
    image = LabelledImage(pixels + 1, np.where(pixels[0], 1, 12).astype(np.uint8))
    _, channels = sampler([image]).draw(0, 64)
    assert len({chip.numpy().tobytes() for chip in channels}) == 8


def test_pixels_without_data_are_the_mean(images):
    images[0].pixels[:] = 0
    images[1].pixels[:] = 0
    pixels, _ = sampler(images).draw(0, 4)
    flat = pixels.flatten(2)
    assert torch.equal(flat.amin(2), flat.amax(2)) and flat.abs().max() < 1


def test_relighting_is_mild_and_leaves_its_input():
    rng = np.random.default_rng(0)
    pixels = np.ones((6, 2, 2), np.float32)
    relit = np.stack([relight(pixels, rng) for _ in range(500)])
    assert relit.dtype == np.float32 and (pixels == 1).all()
    assert abs(relit.mean() - 1) < 0.03 and 0.1 < relit.std() < 0.25
