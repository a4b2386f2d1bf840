"""Training ends when nothing gets better, keeps the best epoch, and an interrupted one ends as an uninterrupted."""

import math

import numpy as np
import pytest
import torch

from cosia.core.errors import CancelledError, ModelError
from cosia.core.training.checkpoint import Checkpoint
from cosia.core.training.epochs import Plan, fit, reason
from cosia.core.training.losses import build_loss


class TinyNetwork(torch.nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(1)
        self.encoder = torch.nn.Sequential(
            torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.BatchNorm2d(8), torch.nn.ReLU()
        )
        self.decoder = torch.nn.Sequential(torch.nn.Conv2d(8, 8, 1), torch.nn.Dropout(0.2))
        self.segmentation_head = torch.nn.Conv2d(8, 3, 1)

    def forward(self, pixels):
        return self.segmentation_head(self.decoder(self.encoder(pixels)))


def draw_batch(step):
    """The class is the brightest band."""
    pixels = torch.rand(4, 3, 16, 16, generator=torch.Generator().manual_seed(step))
    return pixels, pixels.argmax(dim=1)


def validation(network):
    pixels, channels = draw_batch(10_000)
    network.eval()
    with torch.no_grad():
        logits = network(pixels)
    matrix = np.zeros((15, 15), np.int64)
    np.add.at(matrix, (channels.numpy().ravel(), logits.argmax(dim=1).numpy().ravel()), 1)
    return float(torch.nn.functional.cross_entropy(logits, channels)), matrix


def scripted(values):
    """A validation whose mIoU and loss follow a script, epoch by epoch from 0 on."""
    script = iter(values)

    def validate(network):
        percent = next(script)
        matrix = np.zeros((15, 15), np.int64)
        matrix[0, 0], matrix[0, 1], matrix[1, 1] = percent, 100 - percent, 1
        return 2 - percent / 100, matrix

    return validate


def plan(**changes):
    values = {
        "strategy": "ft-initialisation",
        "epochs": 5,
        "steps": 4,
        "patience": 3,
        "monitor": "miou",
        "learning_rate": 0.02,
        "seed": 0,
        "batch": 4,
        "signature": "here",
    }
    return Plan(**{**values, **changes})


def train(
    folder,
    wanted=None,
    validate=validation,
    stop_at=None,
    error=CancelledError,
    resume=False,
    draw=draw_batch,
    warn=print,
):
    def watch(course, step, seconds):
        if step == stop_at:
            raise error("stop")

    wanted = wanted or plan()
    checkpoint = Checkpoint(folder / "c.pt", print)
    saved = checkpoint.read(wanted.signature) if resume else None
    return fit(TinyNetwork(), draw, build_loss("cross-entropy"), validate, wanted, checkpoint, watch, saved)


def test_it_learns(tmp_path):
    course = train(tmp_path, plan(epochs=8))
    assert [epoch.number for epoch in course.epochs] == list(range(len(course.epochs)))
    assert math.isnan(course.epochs[0].training_loss)
    assert course.best.accuracy.miou > course.epochs[0].accuracy.miou + 10
    network = TinyNetwork()
    network.load_state_dict(course.state)
    np.testing.assert_array_equal(validation(network)[1], course.best.validation)


@pytest.mark.parametrize("stop_at", [4, 10, 19])
def test_a_killed_training_ends_as_an_uninterrupted_one(tmp_path, stop_at):
    (tmp_path / "whole").mkdir(), (tmp_path / "cut").mkdir()
    whole = train(tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "cut", stop_at=stop_at, error=KeyboardInterrupt)
    resumed = train(tmp_path / "cut", resume=True)
    assert len(resumed.epochs) == len(whole.epochs) and resumed.chosen == whole.chosen
    for name, tensor in whole.state.items():
        torch.testing.assert_close(resumed.state[name], tensor, rtol=0, atol=0)
    assert [epoch.training_loss for epoch in resumed.epochs[1:]] == [epoch.training_loss for epoch in whole.epochs[1:]]
    assert resumed.epochs[-1].seconds > 0


@pytest.mark.parametrize("content", [b"nothing of the kind", None])
def test_a_checkpoint_of_another_training_is_not_continued(tmp_path, content):
    train(tmp_path, plan(signature="elsewhere"))
    if content:
        (tmp_path / "c.pt").write_bytes(content)
    steps = []

    def draw(step):
        steps.append(step)
        return draw_batch(step)

    train(tmp_path, resume=True, draw=draw)
    assert steps[0] == 0


def test_patience(tmp_path):
    wanted = plan(epochs=20)
    course = train(tmp_path, wanted, scripted([10, 20, 50, 40, 30, 45, 99]))
    assert (course.chosen, len(course.epochs) - 1) == (2, 5)
    assert "ended after epoch 5: the mIoU of the validation had not become better for 3 epochs" in reason(
        course, wanted, True
    )
    assert "Epoch 2 was kept" in reason(course, wanted, True)


def test_the_start_is_kept_when_nothing_is_better(tmp_path):
    wanted = plan(epochs=20)
    course = train(tmp_path, wanted, scripted([60, 20, 50, 40, 30]))
    assert course.chosen == 0
    for name, tensor in TinyNetwork().state_dict().items():
        torch.testing.assert_close(course.state[name], tensor)
    assert "No epoch had a better mIoU" in reason(course, wanted, True)


def test_the_loss_can_choose(tmp_path):
    script = iter([(1.0, 50), (0.5, 10), (0.7, 90), (0.8, 95), (0.9, 99)])

    def validate_opposed(network):
        loss, percent = next(script)
        matrix = np.zeros((15, 15), np.int64)
        matrix[0, 0], matrix[0, 1] = percent, 100 - percent
        return loss, matrix

    assert train(tmp_path, plan(monitor="loss", epochs=20), validate_opposed).chosen == 1


def test_without_validation_the_last_epoch_is_kept(tmp_path):
    course = train(tmp_path, validate=None)
    assert (course.chosen, len(course.epochs)) == (5, 6)
    assert "nothing was held out" in reason(course, plan(), False)


def test_cancel_keeps_the_best_so_far(tmp_path):
    course = train(tmp_path, plan(epochs=20), scripted([10, 40, 30, 20]), stop_at=11)
    assert course.stopped and (course.chosen, len(course.epochs)) == (1, 3)
    assert "stopped after epoch 2 of 20" in reason(course, plan(epochs=20), True)


def test_cancel_in_the_first_epoch_keeps_nothing(tmp_path):
    with pytest.raises(CancelledError):
        train(tmp_path, stop_at=2)


def test_a_loss_that_is_no_number(tmp_path):
    def draw(step):
        pixels, channels = draw_batch(step)
        return pixels * (math.nan if step >= 6 else 1), channels

    with pytest.raises(ModelError, match="epoch 1: the loss is no number; choose a lower LEARNING_RATE"):
        train(tmp_path, draw=lambda step: (draw_batch(step)[0] * math.nan, draw_batch(step)[1]))
    course = train(tmp_path, draw=draw)
    assert course.diverged and course.chosen == 1
    assert "no number any more" in reason(course, plan(), True)


def test_the_rate_is_halved_when_nothing_gets_better(tmp_path):
    course = train(tmp_path, plan(epochs=20, patience=4), scripted([10, 50, 40, 30, 20, 10]))
    assert [epoch.learning_rate for epoch in course.epochs] == pytest.approx([0.02, 0.02, 0.02, 0.02, 0.01, 0.01])
