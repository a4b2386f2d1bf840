"""With what values a training was done, in words."""

from collections.abc import Sequence
from typing import Any, Optional

from ..jobs import TrainingJob
from ..language import _, number_text
from ..model.passport import Passport
from ..raster.normalisation import Normalisation
from .data import TrainingData
from .epochs import Plan


def settings_in_words(
    job: TrainingJob,
    data: TrainingData,
    parent: Optional[Passport],
    plan: Plan,
    weights: str,
    normalisation: Normalisation,
    roles: Sequence[str],
    device: str,
) -> dict[str, Any]:
    """Label and value.

    Args:
        job: what was asked for.
        data: the scenes.
        parent: of the model that training starts from; None from scratch.
        plan: of the training.
        weights: what the weights of the classes do, in words.
        normalisation: of the network's bands.
        roles: these bands.
        device: that trained.
    """
    augmentation = _("flips and quarter turns")
    if job.augment_radiometry:
        augmentation = _("flips, quarter turns, brightness and contrast")
    settings = {
        _("Bands"): ", ".join(roles),
        _("Statistics"): normalisation.origin,
        _("Chips"): _("{size} × {size} px, {batch} a step, {steps} steps an epoch").format(
            size=data.chip_px, batch=plan.batch, steps=plan.steps
        ),
        _("Learning rate"): number_text(plan.learning_rate, "g"),
        _("Loss"): job.loss,
        _("Class weights"): weights,
        _("Augmentation"): augmentation,
        _("Best epoch by"): _("mIoU of the validation") if plan.monitor == "miou" else _("loss of the validation"),
        _("Seed"): plan.seed,
        _("Device"): device,
    }
    new = [role for role in roles if parent and role not in parent.band_roles]
    if new:
        settings[_("New bands")] = f"{', '.join(new)} ({job.extra_bands})"
    if data.source:
        settings[_("Second source")] = _("{count} images, {percent:.0f} % of the chips").format(
            count=len(data.source), percent=100 * job.source_ratio
        )
    return settings
