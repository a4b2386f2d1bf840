"""The catalogue of published models that can be downloaded: ``resources/models/catalogue.json``.

It lists what is known of each model before it is fetched. IGN's models of 12 classes are left out: their
nomenclature is another one, so that only a class map that the user gives can make them fit.
"""

import functools
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, Optional, Tuple

from .errors import InvalidInputError
from .language import _
from .sensors import BAND_ROLES

CATALOGUE_FILE = Path(__file__).parents[1] / "resources" / "models" / "catalogue.json"

FORMAT_VERSION = 1


@dataclass(frozen=True)
class PublishedModel:
    """A model of the catalogue.

    Attributes:
        name: in the catalogue, and of the model file made from it.
        repository: on the hub, with its organisation.
        file: of that repository.
        architecture, encoder: names in segmentation-models-pytorch.
        band_roles: role of each input channel, in order.
        classes: number of classes that it was trained on.
        licence: of the weights.
        size_bytes: of the file; None where it is not known.
        accuracy: as published, percent: ``oa``, ``miou``, ``mfscore``, ``mprecision``, ``mrecall``, ``iou`` by
            class, each where it is known; ``classes_in_mean`` and ``mean_divisor`` tell how the means were
            made. Empty where nothing is known.
    """

    name: str
    repository: str
    file: str
    architecture: str
    encoder: str
    band_roles: Tuple[str, ...]
    classes: int
    licence: str
    size_bytes: Optional[int] = None
    accuracy: Dict[str, Any] = field(default_factory=dict)


@functools.cache
def published_models(path: Path = CATALOGUE_FILE) -> Dict[str, PublishedModel]:
    """The models of the catalogue by name, in its order.

    Raises:
        InvalidInputError: the catalogue is missing or damaged.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format_version"] != FORMAT_VERSION:
            raise ValueError(f"format version {content['format_version']}")
        models = [_model(entry) for entry in content["models"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInputError(
            _("The catalogue of models '{file}' is damaged ({error}); install the plugin again.").format(
                file=path, error=f"{type(error).__name__}: {error}"
            )
        ) from None
    return {model.name: model for model in models}


def published_model(name: str) -> PublishedModel:
    """The model of that name.

    Raises:
        InvalidInputError: there is none; the names are listed.
    """
    models = published_models()
    if name not in models:
        raise InvalidInputError(
            _("NAME '{name}' is not in the catalogue; use one of {names}.").format(name=name, names=", ".join(models))
        )
    return models[name]


def _model(entry: Dict[str, Any]) -> PublishedModel:
    """Raises: ValueError, TypeError, if a value does not fit."""
    model = PublishedModel(**{**entry, "band_roles": tuple(entry["band_roles"])})
    texts = (model.name, model.repository, model.file, model.architecture, model.encoder, model.licence)
    fits = (
        all(isinstance(text, str) and text for text in texts)
        and model.repository.count("/") == 1
        and set(model.band_roles) <= set(BAND_ROLES)
        and (model.size_bytes is None or (isinstance(model.size_bytes, int) and model.size_bytes > 0))
        and isinstance(model.accuracy, dict)
    )
    if not fits:
        raise ValueError(f"the entry of {entry.get('name')!r}")
    return model
