"""One training from beginning to end: its start, its course, and what the test blocks say before and after."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Optional

import numpy as np
import torch

from ..errors import CancelledError
from ..finishing import begin_finishing
from ..jobs import TrainingJob
from ..language import _
from ..model.bundled import demonstration_notice
from ..model.device import choose_device, free_memory_of
from ..model.passport import Passport
from ..progress import Progress, Stretch
from ..raster.normalisation import Normalisation
from .batch import choose_batch_size
from .checkpoint import Checkpoint, check_room
from .class_weights import class_weights, weights_of_outputs, weights_sentence
from .data import TrainingData
from .epochs import Plan, fit, reason
from .examination import Examined, Examiner, Feeding
from .held_out import Pictured, blocks_of_test, examine_test, validation
from .interruption import stoppable
from .live import epoch_line, watcher
from .losses import build_loss
from .metrics import CLASS_COUNT
from .mixing import MixedSampler, SceneSampler
from .normalisations import source_normalisation, training_normalisation
from .outcome import PARTS, Block, Outcome
from .settings import settings_in_words
from .split import TEST, TRAINING, VALIDATION
from .start import Parent
from .starts import Starts
from .strategies import LEARNING_RATES, prepare

LEAST_CHIPS = 128
"""In an epoch, which shows as many chips as cover the annotated cells once, but at least so many."""


NOT_LEARNED_FROM = (
    *("output", "report", "resume", "language", "device"),
    *("inputs", "annotations", "model", "statistics", "source_inputs", "source_labels", "encoder_weights"),
)
"""Fields of a job on which a training does not depend, or only by what the files hold."""


@dataclass(frozen=True)
class Choice:
    """What differs between the trainings of a comparison."""

    strategy: str
    normalisation: str
    seed: int


@dataclass(frozen=True)
class Trained:
    """A trained model.

    Attributes:
        passport: without training record and hash.
        state: weights by name.
        outcome: what it brought, without pictures.
        pictured: the test blocks to show.
    """

    passport: Passport
    state: Mapping[str, torch.Tensor]
    outcome: Outcome
    pictured: tuple[Pictured, ...]


class Experiment:
    """Trains on one set of data, in one or several ways."""

    def __init__(self, job: TrainingJob, data: TrainingData, parent: Optional[Parent], progress: Progress) -> None:
        """Args: ``parent`` may be None for app-scratch alone."""
        self._job, self._data, self._parent = job, data, parent
        self._progress = progress
        self._device = choose_device(job.device)
        self._starts = Starts(job, data, parent, progress)
        self._normalisations: dict[tuple[object, ...], Normalisation] = {}
        self._before: dict[str, list[Examined]] = {}

    def check(self, strategies: Iterable[str]) -> None:
        """Raises: CosiaError: the start of a strategy is missing, or does not fit the data."""
        for strategy in strategies:
            self._starts.of(strategy)

    def signature_of_start(self, strategy: str) -> str:
        """Tells the weights apart that a strategy starts from, and those of the parent that it is compared with."""
        return f"{self._starts.of(strategy).weights} {self._parent.passport.tensor_hash if self._parent else ''}"

    def warnings(self) -> tuple[str, ...]:
        """What makes the results doubtful."""
        warnings = [*self._data.warnings, *self._starts.warnings]
        if self._parent and self._parent.passport.demonstration:
            warnings.append(demonstration_notice())
        return tuple(warnings)

    def run(self, choice: Choice, checkpoint: Path, resume: bool, share: tuple[float, float]) -> Trained:
        """Train and test.

        Args:
            choice: of what may vary.
            checkpoint: file for the state after each epoch.
            resume: go on from it if it belongs to the same training.
            share: beginning and end of the progress bar.

        Raises:
            CancelledError: nothing was learned yet.
            CosiaError: the choice does not fit the data.
        """
        job, data = self._job, self._data
        parent = self._parent
        start = self._starts.of(choice.strategy)
        known = parent.passport if parent and choice.strategy != "app-scratch" else None
        still = Stretch(self._progress, share[0], share[0])
        normalisation = self._normalisation(choice.normalisation, start.passport, known, still)
        network = start.build(choice.seed).to(self._device)
        prepare(network, choice.strategy)
        stop = stoppable(network, self._progress)
        feeding = Feeding(start.passport.band_roles, normalisation, start.passport.outputs)
        check_room(checkpoint.parent, network)
        states = Checkpoint(checkpoint, self._progress.warn)
        signature = self._signature(choice, normalisation)
        saved = self._saved(states, signature) if resume else None
        # The memory that is free now may differ from what was free when the training began.
        batch = int(saved["batch"]) if saved else self._batch(network, len(feeding.roles))
        sampler = self._sampler(feeding, choice, batch, still)
        # Classes that only a second source has may be none of the network's.
        is_known = np.isin(np.arange(1, CLASS_COUNT + 1), feeding.outputs)
        pixels = np.where(is_known, data.training_pixels(), 0)
        weights = class_weights(pixels, job.class_weights)
        told = weights_sentence(pixels, weights, job.class_weights, job.language)
        loss = build_loss(
            job.loss, None if job.class_weights == "equal" else weights_of_outputs(weights, feeding.outputs)
        ).to(self._device)
        rate = job.learning_rate or LEARNING_RATES[choice.strategy]
        plan = Plan(
            choice.strategy,
            job.epochs,
            self._steps(batch),
            job.patience,
            job.monitor,
            rate,
            choice.seed,
            batch,
            signature,
        )
        examiner = Examiner(feeding, self._device)
        validate = validation(data, examiner, loss, choice.seed, self._progress)
        watch = watcher(plan, share, self._progress)
        course = fit(network, sampler.draw, loss, validate, plan, states, watch, saved)
        if not (course.stopped or course.diverged):
            self._progress.log(epoch_line(course))
        begin_finishing()
        stop.release()
        network.load_state_dict(course.state)
        passport = self._passport(start.passport, normalisation)
        blocks: tuple[Block, ...] = ()
        pictured: tuple[Pictured, ...] = ()
        stopped = course.stopped
        if not stopped and data.windows(TEST):
            try:
                self._progress.report(share[1], _("Looking at the test blocks"))
                before = self._examined_before(choice.normalisation, share[1])
                after = examine_test(data, network, examiner, self._progress.check_cancelled)
                blocks, pictured = blocks_of_test(data, before, after)
            except CancelledError:
                stopped = True
        outcome = Outcome(
            strategy=choice.strategy,
            normalisation=choice.normalisation,
            parent=parent.passport.name if parent else "",
            scenes=data.names,
            grids=data.grids,
            pixels={name: data.pixels(part) for name, part in zip(PARTS, (TRAINING, VALIDATION, TEST))},
            areas_m2={name: data.areas_m2(part) for name, part in zip(PARTS, (TRAINING, VALIDATION, TEST))},
            split=data.describe_split(),
            epochs=tuple(course.epochs),
            chosen=course.chosen,
            reason=reason(course, plan, validate is not None),
            stopped_early=stopped,
            blocks=blocks,
            minutes=course.epochs[-1].seconds / 60,
            settings=settings_in_words(job, data, known, plan, told, normalisation, feeding.roles, str(self._device)),
            warnings=self.warnings(),
        )
        return Trained(passport, course.state, outcome, pictured)

    def _normalisation(
        self, name: str, passport: Passport, known: Optional[Passport], progress: Progress
    ) -> Normalisation:
        """That of the bands of a network, computed once for each."""
        key = name, passport.band_roles
        if key not in self._normalisations:
            self._normalisations[key] = training_normalisation(
                name, self._job.statistics, passport, known, self._data.scenes, progress
            )
        return self._normalisations[key]

    def _sampler(self, feeding: Feeding, choice: Choice, batch: int, progress: Progress) -> MixedSampler:
        job, data = self._job, self._data
        further = (feeding.outputs, data.chip_px, choice.seed, job.augment_radiometry)
        target = SceneSampler(data.target, feeding.roles, feeding.normalisation, *further)
        if not data.source:
            return MixedSampler(target, None, 0.0, batch)
        known = self._parent.passport if self._parent else None
        roles = [role for role in feeding.roles if role in data.source[0].stored.all_roles]
        key = "second source", choice.normalisation, tuple(roles)
        if key not in self._normalisations:
            self._normalisations[key] = source_normalisation(
                choice.normalisation, roles, known, data.source_scenes, progress
            )
        own = self._normalisations[key]
        source = SceneSampler(data.source, feeding.roles, own, *further)
        return MixedSampler(target, source, job.source_ratio, batch)

    def _steps(self, batch: int) -> int:
        data = self._data
        cells = sum(part == TRAINING for part in data.split.parts.values())
        chips = max(LEAST_CHIPS, cells * math.ceil((data.cell_px / data.chip_px) ** 2))
        share = 1 - self._job.source_ratio if data.source else 1.0
        return math.ceil(chips / max(batch * share, 1))

    def _examined_before(self, normalisation: str, done: float) -> list[Examined]:
        """What the parent says of the test blocks with the same normalisation, computed once for each; nothing
        without a parent, or where the scenes lack its bands."""
        if self._parent is None or not set(self._parent.passport.band_roles) <= set(self._data.roles):
            return []
        if normalisation not in self._before:
            passport = self._parent.passport
            own = self._normalisation(normalisation, passport, passport, Stretch(self._progress, done, done))
            examiner = Examiner(Feeding(passport.band_roles, own, passport.outputs), self._device)
            network = self._parent.network().to(self._device)
            self._before[normalisation] = examine_test(self._data, network, examiner, self._progress.check_cancelled)
        return self._before[normalisation]

    def _passport(self, start: Passport, normalisation: Normalisation) -> Passport:
        scene = self._data.scenes[0]
        is_unit = normalisation.name == "norma-01"
        return replace(
            start,
            encoding=scene.encoding,
            # What the model was trained with becomes its own source statistics.
            normalisation="norma-01" if is_unit else "norma-source",
            means=() if is_unit else normalisation.means,
            deviations=() if is_unit else normalisation.deviations,
            pixel_size_m=round(float(np.mean(scene.grid.pixel_size_m())), 4),
            tensor_hash="",
        )

    def _saved(self, states: Checkpoint, signature: str) -> Optional[dict[str, Any]]:
        """What an interrupted training of the same kind left; tells what comes of it."""
        if not states.file.exists():
            return None
        saved = states.read(signature)
        if saved:
            self._progress.log(
                _("The training that was cut off goes on after epoch {number}.").format(number=len(saved["epochs"]) - 1)
            )
        else:
            self._progress.warn(
                _(
                    "What the training that was cut off has done cannot be used, since its scenes, annotations or "
                    "values were others, or its file is damaged; training begins anew."
                )
            )
        return saved

    def _batch(self, network: torch.nn.Module, bands: int) -> int:
        return self._job.batch_size or choose_batch_size(
            network, self._data.chip_px, bands, self._device, free_memory_of(self._device)
        )

    def _signature(self, choice: Choice, normalisation: Normalisation) -> str:
        job = {name: value for name, value in asdict(self._job).items() if name not in NOT_LEARNED_FROM}
        start = self.signature_of_start(choice.strategy)
        content = [job, asdict(choice), asdict(normalisation), start, self._data.digest(), torch.__version__]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
