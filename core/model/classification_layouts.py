"""What the results of a classification look like, and what they tell of how they were made."""

import json
from importlib.metadata import version
from typing import Dict, Sequence

from ..language import _
from ..nomenclature import CLASSES_BY_NUMERO, NO_DATA
from ..raster.normalisation import Normalisation
from ..raster.resampled_scene import ResampledScene
from ..raster.scene import Scene
from ..raster.style import category_names_pam, classification_qml, colour_table, confidence_qml
from ..raster.tiling import Tiling
from ..raster.writing import Layout
from ..version import plugin_version
from .bundled import demonstration_notice
from .inference import Predictor
from .passport import Passport
from .prediction import PERCENT_NO_DATA


def classification_layouts(numeros: Sequence[int], tags: Dict[str, str], language: str) -> Dict[str, Layout]:
    """Layouts of ``output``, ``confidence`` and ``probabilities``.

    Args:
        numeros: class of each band of the probabilities.
        tags: metadata of all three.
        language: of the class names.
    """
    names = tuple(CLASSES_BY_NUMERO[numero].name(language) for numero in numeros)
    sidecars = {".qml": classification_qml(language), "+.aux.xml": category_names_pam(language)}
    return {
        "output": Layout((_("CoSIA land cover"),), NO_DATA, "MODE", colour_table(), sidecars, tags),
        "confidence": Layout(
            (_("Highest class probability, percent"),),
            PERCENT_NO_DATA,
            "AVERAGE",
            None,
            {".qml": confidence_qml()},
            tags,
        ),
        "probabilities": Layout(names, PERCENT_NO_DATA, "AVERAGE", None, {}, tags),
    }


def run_record(
    passport: Passport, view: Scene, normalisation: Normalisation, tiling: Tiling, predictor: Predictor, edge: str
) -> Dict[str, str]:
    """What is needed to repeat a run, as metadata of its results."""
    x_m, y_m = view.grid.pixel_size_m()
    record = {
        "TIFFTAG_SOFTWARE": f"CoSIA for QGIS {plugin_version()}",
        "COSIA_MODEL": passport.name,
        "COSIA_MODEL_HASH": passport.tensor_hash,
        "COSIA_BAND_ROLES": ",".join(passport.band_roles),
        "COSIA_NORMALISATION": normalisation.name,
        "COSIA_STATISTICS": json.dumps(
            {
                "origin": normalisation.origin,
                "means": normalisation.means,
                "deviations": normalisation.deviations,
            }
        ),
        "COSIA_PIXEL_SIZE_M": f"{x_m:.6g} × {y_m:.6g}" + (", resampled" if isinstance(view, ResampledScene) else ""),
        "COSIA_TILING": f"{tiling.tile_width}x{tiling.tile_height}, margin {tiling.margin_px}, {edge}",
        "COSIA_PRECISION": f"{predictor.precision}, {predictor.device}",
        "COSIA_VERSIONS": ", ".join(f"{name} {version(name)}" for name in ("torch", "rasterio")),
    }
    if predictor.augments:
        record["COSIA_AUGMENTATION"] = "8 orientations"
    if passport.demonstration:
        record["COSIA_NOTICE"] = demonstration_notice()
    return record
