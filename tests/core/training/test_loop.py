"""An interrupted training ends as an uninterrupted one."""

import pytest
import torch

from cosia.core.training.loop import Schedule, train
from cosia.core.training.losses import CrossEntropyAndDice

SCHEDULE = Schedule(steps=9, learning_rate=0.05, average_decay=0.5, checkpoint_steps=2)


def tiny_network():
    torch.manual_seed(0)
    return torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.BatchNorm2d(8), torch.nn.ReLU(), torch.nn.Conv2d(8, 4, 1)
    )


def draw_batch(step):
    """The class is the brightest band."""
    generator = torch.Generator().manual_seed(step)
    pixels = torch.rand(4, 3, 16, 16, generator=generator)
    return pixels, pixels.argmax(dim=1)


def run(checkpoint, interrupt_at=None):
    seen = []

    def draw(step):
        if step == interrupt_at:
            raise KeyboardInterrupt
        return draw_batch(step)

    def watch(done, mean_loss, averaged):
        seen.append((done, mean_loss))

    averaged = train(tiny_network(), draw, CrossEntropyAndDice(0.05, 0.5), SCHEDULE, checkpoint, watch)
    return averaged.state_dict(), seen


def test_resumed_training_ends_with_the_same_weights(tmp_path):
    whole, seen = run(tmp_path / "whole.pt")
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "cut.pt", interrupt_at=7)
    resumed, seen_after = run(tmp_path / "cut.pt")
    assert [done for done, _ in seen] == [2, 4, 6, 8, 9]
    assert seen_after == seen[3:]
    assert whole.keys() == resumed.keys()
    for name, tensor in whole.items():
        torch.testing.assert_close(resumed[name], tensor, rtol=0, atol=0)
    assert list(tmp_path.glob("*partial*")) == []


def test_finished_training_is_not_repeated(tmp_path):
    whole, _ = run(tmp_path / "whole.pt")
    again, seen = run(tmp_path / "whole.pt", interrupt_at=0)
    assert seen == []
    for name, tensor in whole.items():
        torch.testing.assert_close(again[name], tensor, rtol=0, atol=0)


def test_loss_falls(tmp_path):
    _, seen = run(tmp_path / "whole.pt")
    assert seen[-1][1] < 0.8 * seen[0][1]


def test_unknown_pixels_count_in_no_loss():
    loss = CrossEntropyAndDice(0.0, 0.5)
    logits, labels = torch.randn(1, 4, 8, 8), torch.randint(0, 4, (1, 8, 8))
    labels[:, :4] = -100
    other = logits.clone()
    other[:, :, :4] += torch.randn(1, 4, 4, 8)
    torch.testing.assert_close(loss(logits, labels), loss(other, labels))
