"""What a classification depends on, pixel by pixel, and what it settles before the first tile.

Both stand at the head of its journal: a later run goes on from the journal if it depends on the same, and then takes
over what was settled: a tile size that was chosen by the memory that was free at that time stays.
"""

import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Dict, List, Optional

from ..hardware import processor_name
from ..jobs import ClassifyJob
from ..language import _
from ..progress import Progress
from ..raster.content_stamp import raster_stamp
from ..raster.normalisation import Normalisation
from ..raster.polygon_mask import PolygonMask
from ..raster.scene import Scene
from ..raster.tile_journal import TileJournal
from ..raster.tiling import Tiling
from ..version import plugin_version
from .inference import Predictor
from .passport import Passport

_AS_THEY_ARE = (
    *("band_roles", "extent", "tile_size_px", "margin_px", "edge", "batch_size", "augment", "resample_to_model"),
)
"""Fields of the job that count by their values; the others count by what they lead to, or change no pixel."""


@dataclass(frozen=True)
class Settled:
    """What is settled before the first tile, by the memory that is free then.

    Attributes:
        tiling: of the scene or of its resampled view.
        batch_size: tiles that are taken together.
    """

    tiling: Tiling
    batch_size: int

    def to_json(self) -> Dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Dict[str, Any]) -> "Settled":
        """Raises: KeyError, TypeError, ValueError, where something else was written."""
        tiling = dict(values["tiling"])
        return cls(Tiling(**{**tiling, "extent": tuple(tiling["extent"])}), int(values["batch_size"]))


def run_identity(
    job: ClassifyJob,
    scene: Scene,
    passport: Passport,
    normalisation: Normalisation,
    predictor: Predictor,
    mask: Optional[PolygonMask],
) -> Dict[str, Any]:
    """Everything that the pixels of the results depend on, by the parameter that users know it by; JSON."""
    values = asdict(job)
    identity = {
        **{name.upper(): values[name] for name in _AS_THEY_ARE},
        "INPUT": [raster_stamp(job.input), scene.roles, scene.encoding],
        "NODATA": str(scene.nodata),
        "MODEL": [passport.tensor_hash, passport.to_json()],
        "MASK": mask.digest() if mask else "",
        "NORMALISATION": [normalisation.name, normalisation.means, normalisation.deviations],
        "DEVICE": [str(predictor.device), processor_name()],
        "PRECISION": predictor.precision,
        "CONFIDENCE": bool(job.confidence or job.report),
        "PROBABILITIES": bool(job.probabilities),
        "CoSIA": [plugin_version(), *(version(name) for name in ("torch", "rasterio"))],
    }
    known: Dict[str, Any] = json.loads(json.dumps(identity))
    return known


def differences(identity: Dict[str, Any], former: Dict[str, Any]) -> List[str]:
    """Names of what is not the same."""
    return sorted(name for name in {*identity, *former} if identity.get(name) != former.get(name))


def former_settled(
    journal: TileJournal, identity: Dict[str, Any], output: Path, progress: Progress
) -> Optional[Settled]:
    """What the run had settled whose journal lies there; None if it depends on something else, or there is none."""
    header = journal.header()
    if header is None:
        progress.log(_("There is no unfinished run to go on from: it begins with the first tile."))
        return None
    try:
        different = differences(identity, header["identity"])
        settled = Settled.from_json(header["settled"])
    except (KeyError, TypeError, ValueError, AttributeError):
        different = ["CoSIA"]
    if different:
        progress.warn(
            _(
                "The unfinished run beside '{file}' differs in {names}: its tiles are dropped, and all are computed "
                "anew."
            ).format(file=output, names=", ".join(different))
        )
        return None
    return settled
