"""The demonstration models that come with the plugin."""

from pathlib import Path
from typing import Sequence

from ..errors import ModelError
from ..language import _
from .model_file import read_passport

MODELS_FOLDER = Path(__file__).parents[2] / "resources" / "models"

IGN_MODELS_URL = "https://huggingface.co/IGNF"


def fitting_demonstration_model(roles: Sequence[str]) -> Path:
    """The bundled model that uses the most of these band roles.

    Raises:
        ModelError: each bundled model needs a band that is not among ``roles``.
    """
    fitting = [
        (len(passport.band_roles), path)
        for path in sorted(MODELS_FOLDER.glob("*.safetensors"))
        if set((passport := read_passport(path)).band_roles) <= set(roles)
    ]
    if not fitting:
        raise ModelError(
            _("No bundled model fits the bands {roles}; give a model file.").format(roles=", ".join(roles))
        )
    return max(fitting)[1]


def demonstration_notice() -> str:
    """What nobody may overlook."""
    return _(
        "DEMONSTRATION model: it was trained on simulated scenes only and is not fit for mapping. IGN's "
        "models are at {url}."
    ).format(url=IGN_MODELS_URL)
