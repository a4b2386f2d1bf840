"""Training in epochs: AdamW, a warm-up, a running average of the weights, and an end when nothing gets better.

An interrupted training that goes on from its checkpoint ends with the same weights as an uninterrupted one.
"""

import copy
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional, Union

import numpy as np
import torch
from numpy.typing import NDArray
from torch.optim.swa_utils import AveragedModel

from ..errors import CancelledError, ModelError
from ..finishing import begin_finishing
from ..language import _, number_text
from .checkpoint import Checkpoint
from .metrics import CLASS_COUNT, measure_accuracy
from .outcome import Epoch
from .strategies import prepare, set_training_mode

Batch = tuple[torch.Tensor, torch.Tensor]
Validation = Callable[[torch.nn.Module], tuple[float, NDArray[np.int64]]]
"""Mean loss and confusion matrix of a network on the validation blocks."""

WEIGHT_DECAY = 1e-2
AVERAGE_DECAY = 0.99
"""Share of the running average that stays in each step, once there were enough steps."""

MAX_GRADIENT_NORM = 5.0
"""Fine-tuning on simulated scenes has norms of 2 to 4.5, and outliers of 14: only these are cut."""

SLOWER_AFTER = 0.5
"""Share of the patience after which the learning rate is halved."""


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train.

    Attributes:
        strategy: one of ``jobs.STRATEGIES``.
        epochs: at most so many.
        steps: batches in an epoch.
        patience: epochs without improvement after which it ends.
        monitor: ``miou`` or ``loss`` of the validation.
        learning_rate: after the first epoch, in which it rises to it.
        seed: of dropout.
        batch: chips of a step.
        signature: of everything that the result depends on; a checkpoint of another one is not continued.
    """

    strategy: str
    epochs: int
    steps: int
    patience: int
    monitor: str
    learning_rate: float
    seed: int
    batch: int
    signature: str


@dataclass
class Course:
    """What happened, and the best weights so far.

    Attributes:
        epochs: in order; the first one is number 0, before training.
        chosen: number of the best one.
        state: its weights.
        stopped: whether the user stopped it.
        diverged: whether the loss was no number any more.
    """

    epochs: list[Epoch] = field(default_factory=list)
    chosen: int = 0
    state: dict[str, torch.Tensor] = field(default_factory=dict)
    stopped: bool = False
    diverged: bool = False

    @property
    def best(self) -> Epoch:
        return self.epochs[self.chosen]


def fit(
    network: torch.nn.Module,
    draw_batch: Callable[[int], Batch],
    loss: torch.nn.Module,
    validate: Optional[Validation],
    plan: Plan,
    checkpoint: Checkpoint,
    watch: Callable[[Course, int, float], None],
    saved: Optional[Mapping[str, Any]] = None,
) -> Course:
    """Train a network, or go on with its training.

    Args:
        network: on its device; changed in place.
        draw_batch: normalised pixels and channels of a step, counted from 0, on the network's device; must give the
            same for the same step.
        loss: of logits ``(batch, outputs, height, width)`` and channels ``(batch, height, width)``.
        validate: None where nothing is held out: the last epoch is kept then.
        plan: see there.
        checkpoint: written after each epoch.
        watch: told before each step what happened so far, the steps done and the seconds of training. When it raises
            CancelledError the training ends, and what it brought is returned.
        saved: what the checkpoint of the same training held, to go on from it.

    Raises:
        CancelledError: before the first epoch was over.
        ModelError: the loss was no number from the beginning.
    """
    training = _Training(network, plan)
    if saved:
        course = training.restore(saved)
    else:
        torch.manual_seed(plan.seed)
        first = _validated(0, math.nan, plan.learning_rate, 0.0, network, validate)
        course = Course([first], 0, _weights(network))
    former_s, started_s = course.epochs[-1].seconds, time.monotonic()
    device = next(network.parameters()).device
    try:
        while not _is_over(course, plan):
            number = len(course.epochs)
            set_training_mode(network, plan.strategy)
            total = 0.0
            for step in range((number - 1) * plan.steps, number * plan.steps):
                watch(course, step, former_s + time.monotonic() - started_s)
                pixels, channels = draw_batch(step)
                value = training.step(pixels.to(device), channels.to(device), loss, step)
                if not math.isfinite(value):
                    return _diverged(course, number)
                total += value
            seconds = former_s + time.monotonic() - started_s
            epoch = _validated(number, total / plan.steps, training.learning_rate, seconds, training.averaged, validate)
            course.epochs.append(epoch)
            if validate is None or _is_better(epoch, course.best, plan.monitor):
                course.chosen, course.state = number, _weights(training.averaged)
            training.slow_down(course, plan)
            checkpoint.write(training.content(course))
    except CancelledError:
        if course.chosen == 0:
            raise
        begin_finishing()
        course.stopped = True
    return course


def reason(course: Course, plan: Plan, has_validation: bool) -> str:
    """Why training ended and why this epoch was kept, in words."""
    last = course.epochs[-1].number
    monitored = _("mIoU") if plan.monitor == "miou" else _("loss")
    if course.stopped:
        end = _("Training was stopped after epoch {last} of {epochs}.").format(last=last, epochs=plan.epochs)
    elif course.diverged:
        end = _("Training ended after epoch {last}: the loss was no number any more.").format(last=last)
    elif last < plan.epochs:
        end = _(
            "Training ended after epoch {last}: the {monitored} of the validation had not become better for "
            "{patience} epochs."
        ).format(last=last, monitored=monitored, patience=plan.patience)
    else:
        end = _("Training ended after all {epochs} epochs.").format(epochs=plan.epochs)
    if not has_validation:
        kept = _("The last epoch was kept, since nothing was held out for validation.")
    elif course.chosen == 0:
        kept = _("No epoch had a better {monitored} of the validation than the weights at the start: these were kept.")
    else:
        kept = _("Epoch {chosen} was kept, whose {monitored} of the validation was the best ({value}).")
    best = course.best
    value = (
        number_text(best.accuracy.miou, ".1f") + " %"
        if plan.monitor == "miou"
        else number_text(best.validation_loss, ".3f")
    )
    return f"{end} {kept.format(chosen=course.chosen, monitored=monitored, value=value)}"


class _Training:
    """A network with everything that changes while it is trained."""

    def __init__(self, network: torch.nn.Module, plan: Plan) -> None:
        self._plan = plan
        self._network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._parameters = prepare(network, plan.strategy)
        self._average = AveragedModel(network, multi_avg_fn=_average, use_buffers=True)
        self._optimiser = torch.optim.AdamW(self._parameters, lr=plan.learning_rate, weight_decay=WEIGHT_DECAY)
        self.learning_rate = plan.learning_rate

    @property
    def averaged(self) -> torch.nn.Module:
        return self._average.module

    def step(self, pixels: torch.Tensor, channels: torch.Tensor, loss: torch.nn.Module, number: int) -> float:
        """One step; the loss before it."""
        warm = min(1.0, (number + 1) / self._plan.steps)
        for group in self._optimiser.param_groups:
            group["lr"] = self.learning_rate * warm
        value = loss(self._network(pixels.contiguous(memory_format=torch.channels_last)), channels)
        self._optimiser.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(self._parameters, MAX_GRADIENT_NORM)
        self._optimiser.step()
        self._average.update_parameters(self._network)
        return float(value.item())

    def slow_down(self, course: Course, plan: Plan) -> None:
        """Halve the learning rate each time half the patience passed without improvement."""
        waited = len(course.epochs) - 1 - course.chosen
        every = max(1, math.ceil(plan.patience * SLOWER_AFTER))
        if waited and waited % every == 0:
            self.learning_rate /= 2

    def content(self, course: Course) -> dict[str, Any]:
        """All that it takes to go on from here."""
        return {
            "signature": self._plan.signature,
            "batch": self._plan.batch,
            "network": self._network.state_dict(),
            "average": self._average.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "learning_rate": self.learning_rate,
            "random": torch.get_rng_state(),
            "chosen": course.chosen,
            "state": course.state,
            "epochs": [{**vars(epoch), "validation": torch.from_numpy(epoch.validation)} for epoch in course.epochs],
        }

    def restore(self, content: Mapping[str, Any]) -> Course:
        """Take over what :meth:`content` told."""
        self._network.load_state_dict(content["network"])
        self._average.load_state_dict(content["average"])
        self._optimiser.load_state_dict(content["optimiser"])
        self.learning_rate = content["learning_rate"]
        torch.set_rng_state(content["random"])
        epochs = [Epoch(**{**values, "validation": values["validation"].numpy()}) for values in content["epochs"]]
        return Course(epochs, content["chosen"], content["state"])


@torch.no_grad()
def _average(
    averaged: Union[tuple[torch.Tensor, ...], list[torch.Tensor]],
    current: Union[tuple[torch.Tensor, ...], list[torch.Tensor]],
    steps: Union[torch.Tensor, int],
) -> None:
    # The first steps count more, or the average would long remember the weights from before training.
    kept = min(AVERAGE_DECAY, (1 + float(steps)) / (10 + float(steps)))
    for mean, value in zip(averaged, current):
        if mean.is_floating_point():
            mean.lerp_(value, 1 - kept)
        else:
            mean.copy_(value)


def _validated(
    number: int,
    training_loss: float,
    learning_rate: float,
    seconds: float,
    network: torch.nn.Module,
    validate: Optional[Validation],
) -> Epoch:
    nothing = math.nan, np.zeros((CLASS_COUNT, CLASS_COUNT), np.int64)
    loss, matrix = validate(network) if validate else nothing
    return Epoch(number, training_loss, loss, matrix, learning_rate, seconds)


def _is_better(epoch: Epoch, best: Epoch, monitor: str) -> bool:
    if monitor == "loss":
        return epoch.validation_loss < best.validation_loss
    return measure_accuracy(epoch.validation).miou > measure_accuracy(best.validation).miou


def _is_over(course: Course, plan: Plan) -> bool:
    last = course.epochs[-1].number
    return last >= plan.epochs or last - course.chosen >= plan.patience


def _diverged(course: Course, number: int) -> Course:
    if course.chosen == 0:
        raise ModelError(
            _("Training failed in epoch {number}: the loss is no number; choose a lower LEARNING_RATE.").format(
                number=number
            )
        )
    course.diverged = True
    return course


def _weights(network: torch.nn.Module) -> dict[str, torch.Tensor]:
    return copy.deepcopy({name: tensor.detach().cpu() for name, tensor in network.state_dict().items()})
