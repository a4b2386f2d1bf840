"""Trainings of the study: what they are asked, and the figures that they give."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Optional

import numpy as np
import torch

from core.jobs import CompareStrategiesJob, TrainingJob
from core.model.device import choose_device
from core.model.network import build_network
from core.model.parameter_change import compare_parameters
from core.nomenclature import CLASSES
from core.progress import Progress
from core.training.comparison import MEANS
from core.training.data import TrainingData
from core.training.data_opening import open_training_data
from core.training.examination import Examiner, Feeding
from core.training.experiment import Choice, Experiment, Trained
from core.training.metrics import measure_accuracy
from core.training.normalisations import training_normalisation
from core.training.outcome import Outcome
from core.training.split import TEST
from core.training.start import Parent

from .plan import Study, Trial
from .scenes import DataSet

Figures = Iterator[tuple[str, str, float]]
"""Metric, item and value."""


class Laboratory:
    """Trains on the study's scenes, all of them split in the same way."""

    def __init__(
        self,
        study: Study,
        target: DataSet,
        source: DataSet,
        model: Path,
        encoder_weights: Optional[Path],
        device: str,
        progress: Progress,
        stack: ExitStack,
    ) -> None:
        """Args: ``stack`` closes what is opened here; ``encoder_weights`` None: downloaded."""
        self._study, self._target, self._source = study, target, source
        self._job = CompareStrategiesJob(
            inputs=(),
            annotations=(target.truth,),
            output="",
            model=str(model),
            encoder_weights=str(encoder_weights or ""),
            epochs=study.epochs,
            patience=study.patience,
            monitor="miou",
            chip_size_px=study.chip_px,
            batch_size=study.batch,
            validation=study.validation,
            test=study.test,
            device=device,
        )
        self.parent = Parent.load(model)
        self._progress, self._stack = progress, stack
        self._data: dict[tuple[str, bool], TrainingData] = {}

    def baseline(self, encoding: str, normalisation: str) -> Figures:
        """What the model says of the test scenes without any training."""
        data, passport = self._open(self._job_of(encoding, False)), self.parent.passport
        own = training_normalisation(normalisation, "", passport, passport, data.scenes, self._progress)
        device = choose_device(self._job.device)
        examiner = Examiner(Feeding(passport.band_roles, own, passport.outputs), device)
        network = self.parent.network().to(device)
        matrices = [
            (scene, examiner.examine(network, data.target[scene], window, TEST).matrix)
            for scene, window in data.windows(TEST)
        ]
        yield from accuracy_figures(sum(matrix for _scene, matrix in matrices))
        yield from scene_figures(matrices, data.names)
        yield "minutes", "", 0.0

    def train(self, trial: Trial, checkpoint: Path) -> tuple[float, Figures]:
        """Annotated km² that a trial learns from, and its figures."""
        job = self._job_of(trial.encoding, trial.source_percent > 0)
        job = replace(job, extra_bands=trial.extra_bands, source_ratio=trial.source_percent / 100)
        data = self._open(job)
        data.use_fraction(trial.area_percent, trial.seed)
        choice = Choice(trial.strategy, trial.normalisation, trial.seed)
        trained = Experiment(job, data, self.parent, self._progress).run(choice, checkpoint, True, (0.0, 1.0))
        area_km2 = float(np.sum(trained.outcome.areas_m2["training"])) / 1e6
        return area_km2, self._figures(trained, is_movement=trial.strategy != "app-scratch")

    def describe_split(self) -> str:
        return self._open(self._job_of("reflectance", False)).describe_split()

    def _job_of(self, encoding: str, is_mixed: bool) -> CompareStrategiesJob:
        job = replace(self._job, inputs=self._target.images[encoding])
        if not is_mixed:
            return job
        return replace(job, source_inputs=self._source.images["8-bit"], source_labels=(self._source.truth,))

    def _open(self, job: TrainingJob) -> TrainingData:
        key = job.inputs[0], bool(job.source_inputs)
        if key not in self._data:
            folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="transfer-")))
            data = open_training_data(job, folder, self._progress, self._stack)
            data.choose_split(job.chip_size_px, job.validation, job.test, self._study.seeds[0])
            self._data[key] = data
        data = self._data[key]
        data.use_fraction(100.0, 0)
        return data

    def _figures(self, trained: Trained, is_movement: bool) -> Figures:
        outcome = trained.outcome
        yield from accuracy_figures(outcome.matrix_after())
        yield from scene_figures([(block.scene, block.after) for block in outcome.blocks], outcome.scenes)
        yield from course_figures(outcome)
        if is_movement:
            yield from self._movement(trained)
        yield "epochs", "", outcome.chosen
        yield "epochs_trained", "", outcome.epochs[-1].number
        yield "minutes", "", outcome.minutes

    def _movement(self, trained: Trained) -> Figures:
        """How far the parameters moved, by part of the network, and what each band weighs in the first layer."""
        network = build_network(trained.passport)
        network.load_state_dict(trained.state)
        change = compare_parameters(
            (trained.passport, network.eval()), (self.parent.passport, self.parent.network().eval())
        )
        for group, moved in change.groups.items():
            if moved.weights.relative is not None:
                yield "movement", f"{group.part} {group.block}".strip(), moved.weights.relative
        for band in change.bands:
            if band.share is not None:
                yield "band_share", band.role, 100 * band.share


def accuracy_figures(matrix: np.ndarray) -> Figures:
    accuracy = measure_accuracy(matrix)
    for name, attribute in MEANS.items():
        yield name, "", getattr(accuracy, attribute)
    for cls, iou, is_present in zip(CLASSES, accuracy.iou, accuracy.present):
        if is_present:
            yield "iou", cls.english, float(iou)


def scene_figures(matrices: list[tuple[int, np.ndarray]], names: tuple[str, ...]) -> Figures:
    """OA and mIoU of each test scene by itself."""
    for scene in sorted({scene for scene, _matrix in matrices}):
        accuracy = measure_accuracy(sum(matrix for one, matrix in matrices if one == scene))
        item = "-".join(names[scene].split("-")[:2])
        yield "scene_oa", item, accuracy.overall
        yield "scene_miou", item, accuracy.miou


def course_figures(outcome: Outcome) -> Figures:
    """Loss and mIoU of the validation scenes after each epoch; of epoch 0 before the first."""
    for epoch in outcome.epochs:
        yield "validation_loss", str(epoch.number), epoch.validation_loss
        yield "validation_miou", str(epoch.number), epoch.accuracy.miou


def use_threads(count: int) -> None:
    torch.set_num_threads(count)
