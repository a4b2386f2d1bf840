"""What the user hears while a network is trained."""

import math
from typing import Callable

from ..language import _
from ..progress import Progress
from .epochs import Course, Plan


def watcher(plan: Plan, share: tuple[float, float], progress: Progress) -> Callable[[Course, int, float], None]:
    """Tells each epoch in the log, and in the progress bar how far training is.

    Args:
        plan: of the training.
        share: beginning and end of the progress bar.
    """
    told = 0

    def watch(course: Course, step: int, seconds: float) -> None:
        nonlocal told
        epoch, last = step // plan.steps + 1, course.epochs[-1]
        if last.number > told:
            told = last.number
            progress.log(epoch_line(course))
        done = step / (plan.epochs * plan.steps)
        message = _("Epoch {epoch} of at most {epochs}").format(epoch=epoch, epochs=plan.epochs)
        if math.isfinite(last.validation_loss):
            message += _(", validation mIoU {miou:.1f} %, best {best:.1f} %").format(
                miou=last.accuracy.miou, best=course.best.accuracy.miou
            )
        if step:
            message += _time_left(seconds / step, *_steps_left(plan, course, step))
        progress.report(share[0] + (share[1] - share[0]) * done, message)

    return watch


def _steps_left(plan: Plan, course: Course, step: int) -> tuple[int, int]:
    """If no epoch to come is better than the best one so far, and at most."""
    most = plan.epochs * plan.steps - step
    if not math.isfinite(course.epochs[-1].validation_loss):
        return most, most
    return min(most, (course.chosen + plan.patience) * plan.steps - step), most


def _time_left(step_s: float, least: int, most: int) -> str:
    soonest, latest = (math.ceil(step_s * steps / 60) for steps in (least, most))
    if soonest == latest:
        return _(", about {minutes} min left").format(minutes=latest)
    return _(", {soonest} min left if nothing gets better, {latest} at most").format(soonest=soonest, latest=latest)


def epoch_line(course: Course) -> str:
    """The last epoch in a line."""
    last = course.epochs[-1]
    line = _("Epoch {number}: training loss {loss:.4f}").format(number=last.number, loss=last.training_loss)
    if math.isfinite(last.validation_loss):
        line += _(", validation loss {loss:.4f}, OA {oa:.2f} %, mIoU {miou:.2f} %").format(
            loss=last.validation_loss, oa=last.accuracy.overall, miou=last.accuracy.miou
        )
        if course.chosen == last.number:
            line += " " + _("(best so far)")
    return line
