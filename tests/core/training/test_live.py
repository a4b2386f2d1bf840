"""What the user reads while a network is trained."""

import numpy as np
import pytest

from cosia.core.training.epochs import Course, Plan
from cosia.core.training.live import watcher
from cosia.core.training.outcome import Epoch


def course(losses, chosen):
    matrix = np.diag(np.arange(15))
    return Course([Epoch(number, 1.0, loss, matrix, 1e-3, 60.0 * number) for number, loss in enumerate(losses)], chosen)


def told(course, step, seconds):
    """The message of a training of at most 30 epochs of 10 steps, with a patience of 8."""
    messages = []

    class Progress:
        def report(self, fraction, message=""):
            messages.append(message)

        def log(self, message):
            pass

    plan = Plan("ft-initialisation", 30, 10, 8, "loss", 1e-3, 0, 8, "")
    watcher(plan, (0.0, 1.0), Progress())(course, step, seconds)
    return messages[-1]


@pytest.mark.parametrize(
    ("losses", "chosen", "step", "words"),
    [
        ([2.0, 1.5, 1.0], 2, 20, ", 8 min left if nothing gets better, 28 at most"),
        ([2.0, 1.0, 1.5, 1.5], 1, 30, ", 6 min left if nothing gets better, 27 at most"),
        ([1.0] * 26, 25, 260, ", about 4 min left"),
        ([float("nan")] * 3, 2, 20, ", about 28 min left"),
    ],
)
def test_the_time_left_knows_that_training_ends_when_nothing_gets_better(losses, chosen, step, words):
    """Each epoch takes a minute."""
    assert told(course(losses, chosen), step, 6.0 * step).endswith(words)


def test_no_time_left_is_guessed_from_nothing():
    assert "left" not in told(course([2.0], 0), 0, 0.0)
