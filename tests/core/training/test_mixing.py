"""A second source gives the share of the chips that was asked for, whatever the size of a batch."""

import pytest
import torch

from cosia.core.training.mixing import MixedSampler


class Source:
    """Chips that tell where they come from."""

    def __init__(self, value):
        self._value = value

    def draw(self, step, count):
        return torch.full((count, 1, 2, 2), self._value), torch.zeros(count, 2, 2, dtype=torch.int64)


@pytest.mark.parametrize("batch", [2, 3, 8])
@pytest.mark.parametrize("ratio", [0.0, 0.1, 0.3, 0.5, 1.0])
def test_shares(batch, ratio):
    sampler = MixedSampler(Source(0.0), Source(1.0), ratio, batch)
    batches = [sampler.draw(step)[0] for step in range(60)]
    assert all(len(chips) == batch for chips in batches)
    assert abs(float(torch.cat(batches).mean()) - ratio) <= 0.5 / (60 * batch) + 1e-6
    counts = {int(chips[:, 0, 0, 0].sum()) for chips in batches}
    assert max(counts) - min(counts) <= 1


def test_one_source_gives_all():
    pixels, channels = MixedSampler(Source(2.0), None, 0.5, 4).draw(3)
    assert pixels.shape == (4, 1, 2, 2) and channels.shape == (4, 2, 2) and (pixels == 2).all()
