"""What the algorithms have in common that train a model on annotated scenes."""

from typing import Any, Dict

from .annotated_scenes_algorithm import AnnotatedScenesAlgorithm
from .learning_algorithm import LearningAlgorithm
from .values import ParameterValues


class TrainingAlgorithm(AnnotatedScenesAlgorithm, LearningAlgorithm):
    """Declares scenes, annotations and how to learn from them; a subclass adds which trainings to do."""

    GROUP = "training"

    def training_fields(self, values: ParameterValues) -> Dict[str, Any]:
        """The fields of :class:`TrainingJob` that parameters fill."""
        return {**self.scenes_fields(values), **self.learning_fields(values)}

    def normalisation_labels(self) -> Dict[str, str]:
        return {
            "norma-01": self.tr("norma-01: scaled to 0–1"),
            "norma-source": self.tr("norma-source: statistics of the model's own training images"),
            "norma-target": self.tr("norma-target: statistics of the scenes"),
        }
