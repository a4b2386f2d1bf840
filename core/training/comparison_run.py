"""Training all combinations of a comparison, one after the other; what is finished is kept."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from ..errors import InvalidInputError, ModelError
from ..finishing import end_finishing
from ..language import _
from ..progress import Progress, cancelled
from .comparison import Combination, Finding, Journal
from .data import TrainingData
from .experiment import Choice, Experiment


class ComparisonRun:
    """The trainings of a comparison.

    Attributes:
        refusals: why combinations were left out, in sentences.
        finished: trainings that need not be done again.
    """

    def __init__(self, data: TrainingData, experiment: Experiment, journal: Journal, progress: Progress) -> None:
        self._data, self._experiment, self._journal, self._progress = data, experiment, journal, progress
        self.refusals: list[str] = []
        self.finished = 0

    def with_ground_enough(self, wanted: Iterable[Combination]) -> list[Combination]:
        """Those whose share of the ground holds two classes or more.

        Raises:
            InvalidInputError: none does.
        """
        enough: dict[tuple[float, int], bool] = {}
        kept = []
        for one in wanted:
            share = one.area_percent, one.seed
            if share not in enough:
                self._data.use_fraction(*share)
                enough[share] = self._data.is_enough()
                if not enough[share]:
                    self._refuse(
                        _(
                            "{percent:g} % of the area with seed {seed} is left out: that ground holds fewer than two "
                            "classes."
                        ).format(percent=one.area_percent, seed=one.seed)
                    )
            if enough[share]:
                kept.append(one)
        if not kept:
            raise InvalidInputError(
                _("Every share of the area holds fewer than two classes; give larger AREA_FRACTIONS.")
            )
        return kept

    def train(
        self, wanted: Sequence[Combination], checkpoint: Path, resume: bool, share: tuple[float, float]
    ) -> list[Finding]:
        """Findings of the combinations; those that the journal holds are not trained again.

        Args:
            wanted: one or more.
            checkpoint: file for the state of the training that runs.
            resume: whether to go on from it and from the journal.
            share: beginning and end of the progress bar.

        Raises:
            CancelledError: see ``finished``.
            ModelError: the loss of each was no number.
        """
        known = self._journal.read() if resume else {}
        self.finished = sum(one in known for one in wanted)
        if resume and self._journal.strangers:
            self._progress.warn(
                _(
                    "{count} finished trainings of a former run are not used, since its scenes, annotations or values "
                    "were others."
                ).format(count=self._journal.strangers)
            )
        step = (share[1] - share[0]) / len(wanted)
        for number, combination in enumerate(wanted):
            if combination in known:
                self._progress.log(_("{training} was finished before.").format(training=training_name(combination)))
                continue
            self._progress.log(
                _("Training {number} of {count}: {training}").format(
                    number=number + 1, count=len(wanted), training=training_name(combination)
                )
            )
            part = share[0] + number * step, share[0] + (number + 1) * step
            try:
                finding = self._train(combination, checkpoint, resume, part)
            except ModelError as error:
                self._refuse(
                    _("{training} is left out: {problem}").format(
                        training=training_name(combination), problem=error.message
                    )
                )
                continue
            known[combination] = finding
            self._journal.add(finding)
            self.finished += 1
            end_finishing()
            # Else the next training would take it for a damaged state of its own.
            checkpoint.unlink(missing_ok=True)
        if not any(one in known for one in wanted):
            raise ModelError(self.refusals[-1])
        return [known[one] for one in wanted if one in known]

    def _train(self, combination: Combination, checkpoint: Path, resume: bool, share: tuple[float, float]) -> Finding:
        self._data.use_fraction(combination.area_percent, combination.seed)
        choice = Choice(combination.strategy, combination.normalisation, combination.seed)
        outcome = self._experiment.run(choice, checkpoint, resume, share).outcome
        if outcome.stopped_early:
            raise cancelled()
        return Finding.of_outcome(combination, outcome)

    def _refuse(self, sentence: str) -> None:
        self._progress.warn(sentence)
        self.refusals.append(sentence)


def training_name(combination: Combination) -> str:
    """In words."""
    return _("{strategy}, {normalisation}, {percent:g} % of the area, seed {seed}").format(
        strategy=combination.strategy,
        normalisation=combination.normalisation,
        percent=combination.area_percent,
        seed=combination.seed,
    )
