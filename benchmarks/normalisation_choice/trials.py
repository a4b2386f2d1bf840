"""One scene under one condition, with every normalisation that the encodings allow."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.jobs import STRIDE_PX
from core.model.inference import Predictor
from core.model.input_distance import input_distances
from core.model.model_file import load_model
from core.model.normalisation_advice import recommend
from core.model.normalisation_trial import Trial
from core.model.passport import Passport
from core.raster.normalisation import Normalisation
from core.training.metrics import confusion_matrix, measure_accuracy

from .conditions import Condition
from .scenes import LabelledScene

MODELS_FOLDER = Path(__file__).parents[2] / "resources" / "models"


@dataclass(frozen=True)
class Outcome:
    """What one scene says of the choice; dictionaries are by name of the normalisation.

    Attributes:
        condition, seed, kind: which scene: ``kind`` is ``mixed`` or ``single``.
        miou: percent, mean over the classes that occur in the truth.
        confidence, entropy: means in percent, see :class:`Trial`.
        distance: of the farthest band from the training data.
        recommended: what the advice says without a reference.
    """

    condition: str
    seed: int
    kind: str
    miou: dict[str, float]
    confidence: dict[str, float]
    entropy: dict[str, float]
    distance: dict[str, float]
    recommended: str


class Model:
    """A demonstration model, ready to predict."""

    def __init__(self, name: str) -> None:
        self.passport, network = load_model(MODELS_FOLDER / f"{name}.safetensors")
        self._predictor = Predictor(self.passport, network, "cpu", "float32", lambda: None)

    def trial(self, scene: LabelledScene, normalisation: Normalisation) -> Trial:
        """The answer for the whole scene at once."""
        height, width = scene.truth.shape
        everywhere = np.ones((height, width), np.bool_)
        padding = ((0, 0), (0, -height % STRIDE_PX), (0, -width % STRIDE_PX))
        tile = np.pad(normalisation.apply(scene.pixels, everywhere), padding, mode="reflect")
        core = slice(0, height), slice(0, width)
        (answer,) = self._predictor.predict(tile[None], [core], with_confidence=True, with_entropy=True)
        distances = input_distances(*_moments(scene), normalisation, self.passport)
        return Trial(
            normalisation, (answer.classes,), float(answer.confidence.mean()), float(answer.entropy.mean()), distances
        )


def judge(scene: LabelledScene, kind: str, seed: int, condition: Condition, model: Model) -> Outcome:
    """Try all normalisations on a scene that the condition has changed already."""
    trials = [model.trial(scene, one) for one in normalisations(scene, condition.encoding, model.passport)]
    accuracies = [measure_accuracy(confusion_matrix(scene.truth, trial.maps[0])) for trial in trials]
    return Outcome(
        condition.name,
        seed,
        kind,
        {trial.name: accuracy.miou for trial, accuracy in zip(trials, accuracies)},
        {trial.name: trial.confidence for trial in trials},
        {trial.name: trial.entropy for trial in trials},
        {trial.name: max(trial.distances) for trial in trials},
        recommend(trials, model.passport, {}).name,
    )


def normalisations(scene: LabelledScene, encoding: str, passport: Passport) -> list[Normalisation]:
    """Those that apply; norma-target takes the statistics of this scene alone."""
    found = [Normalisation.to_unit_range(len(scene.pixels), encoding)]
    if encoding == passport.encoding:
        found.append(Normalisation("norma-source", passport.means, passport.deviations, passport.name))
    return [*found, Normalisation("norma-target", *_moments(scene), "this scene")]


def _moments(scene: LabelledScene) -> tuple[tuple[float, ...], tuple[float, ...]]:
    pixels = scene.pixels.reshape(len(scene.pixels), -1)
    return tuple(pixels.mean(axis=1, dtype=np.float64).tolist()), tuple(pixels.std(axis=1, dtype=np.float64).tolist())
