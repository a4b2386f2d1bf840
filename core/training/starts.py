"""Where the trainings on one set of data start, and whether that fits what is annotated."""

from collections.abc import Sequence
from typing import Optional

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..jobs import TrainingJob
from ..language import _
from ..model.passport import Passport
from ..nomenclature import CLASSES_BY_NUMERO
from ..progress import Progress
from .annotated_scene import AnnotatedScene
from .data import TrainingData
from .imagenet import imagenet_weights
from .metrics import CLASS_COUNT
from .start import Parent, Start, from_scratch, network_roles, pretrained, scratch_passport

SCRATCH = "app-scratch"


class Starts:
    """The start of each strategy, made and checked once.

    Attributes:
        warnings: what the user was told.
    """

    def __init__(self, job: TrainingJob, data: TrainingData, parent: Optional[Parent], progress: Progress) -> None:
        """Args: ``parent`` may be None for app-scratch alone."""
        self._job, self._data, self._parent, self._progress = job, data, parent, progress
        self._starts: dict[str, Start] = {}
        self.warnings: list[str] = []

    def of(self, strategy: str) -> Start:
        """Where a strategy starts.

        Raises:
            CosiaError: there is no such start, or it does not fit the scenes or what is annotated on them.
        """
        if strategy not in self._starts:
            start = self._from_scratch() if strategy == SCRATCH else self._from_parent(strategy)
            self._check_target(start.passport)
            if self._data.source:
                self._check_source(start.passport)
            self._starts[strategy] = start
        return self._starts[strategy]

    def _from_scratch(self) -> Start:
        roles = network_roles(self._job.extra_bands, self._data.roles, None)
        passport = scratch_passport(roles, self._job.encoder, self._parent.passport if self._parent else None)
        return from_scratch(passport, imagenet_weights(passport.encoder, self._job.encoder_weights, self._progress))

    def _from_parent(self, strategy: str) -> Start:
        if self._parent is None:
            raise InvalidInputError(_("{strategy} starts from a model; give MODEL.").format(strategy=strategy))
        roles = network_roles(self._job.extra_bands, self._data.roles, self._parent.passport)
        return pretrained(self._parent, roles, self._job.extra_bands)

    def _check_target(self, passport: Passport) -> None:
        unknown = self._unknown(_annotated(self._data.target), passport)
        if unknown:
            raise InvalidInputError(
                _(
                    "The annotations hold classes that the model '{name}' does not know: {classes}; leave them out, or "
                    "choose a model that knows them."
                ).format(name=passport.name, classes=unknown)
            )

    def _check_source(self, passport: Passport) -> None:
        """Labels of a whole data set may well hold more classes: they are left out, which is told."""
        if not set(passport.band_roles) & set(self._data.source[0].stored.all_roles):
            raise InvalidInputError(
                _("The second source has none of the bands {roles}.").format(roles=", ".join(passport.band_roles))
            )
        pixels = _annotated(self._data.source)
        unknown = self._unknown(pixels, passport)
        if not unknown:
            return
        if not any(pixels[numero - 1] for numero in passport.outputs if numero):
            raise InvalidInputError(
                _(
                    "The labels of the second source hold no class that the model '{name}' knows, only {classes}; give "
                    "others, or choose a model that knows them."
                ).format(name=passport.name, classes=unknown)
            )
        warning = _(
            "The second source holds classes that the model '{name}' does not know and cannot learn: {classes}; they "
            "count for nothing."
        ).format(name=passport.name, classes=unknown)
        if warning not in self.warnings:
            self.warnings.append(warning)
            self._progress.warn(warning)

    def _unknown(self, pixels: NDArray[np.int64], passport: Passport) -> str:
        """Names of the classes of ``(15,)`` pixels that a network has no output for."""
        return ", ".join(
            CLASSES_BY_NUMERO[int(numero)].name(self._job.language)
            for numero in np.flatnonzero(pixels) + 1
            if numero not in passport.outputs
        )


def _annotated(scenes: Sequence[AnnotatedScene]) -> NDArray[np.int64]:
    """``(15,)`` pixels of each class, whatever their part."""
    return sum((scene.annotated() for scene in scenes), np.zeros(CLASS_COUNT, np.int64))
