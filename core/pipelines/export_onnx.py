"""Write a model for programs that read ONNX."""

from pathlib import Path
from typing import Any, Dict

from ..jobs import ONNX_ENDINGS, ExportOnnxJob
from ..language import _
from ..model.bundled import demonstration_notice
from ..model.model_file import load_model
from ..model.onnx_export import OVERLAP_PERCENT, TILE_SIZE_PX, onnx_model
from ..model.passport import Passport
from ..partial_files import partial_file
from ..progress import Progress
from ..raster.output_paths import check_output_file


def run(job: ExportOnnxJob, progress: Progress) -> Dict[str, Any]:
    """Write the file.

    Returns:
        ``output``, ``model_hash`` and ``numeros``, the class of each output channel.

    Raises:
        CosiaError: the model cannot be read or exported; nothing is written then.
    """
    check_output_file(job.output, ONNX_ENDINGS, [job.model])
    progress.report(0.0, _("Loading the model"))
    passport, network = load_model(job.model)
    progress.report(0.2, _("Exporting the network"))
    content = onnx_model(passport, network, job.language)
    progress.report(0.9, _("Writing the file"))
    with partial_file(Path(job.output)) as path:
        path.write_bytes(content)
        # The last moment to cancel: from now on the result is there.
        progress.report(1.0)
    _tell_how_to_use(passport, progress)
    return {
        "output": job.output,
        "model_hash": passport.tensor_hash,
        "numeros": [numero for numero in passport.outputs if numero],
    }


def _tell_how_to_use(passport: Passport, progress: Progress) -> None:
    if passport.demonstration:
        progress.warn(demonstration_notice())
    progress.log(
        _(
            "Bands in this order: {bands}; {size:g} m per pixel; tiles of {tile} × {tile} px that overlap by {overlap} "
            "%. In Deepness choose 'Load default parameters' and check the mapping of the channels, which goes by "
            "position. It needs a version of February 2024 or later: older ones do not read the standardisation."
        ).format(
            bands=", ".join(passport.band_roles),
            size=passport.pixel_size_m,
            tile=TILE_SIZE_PX,
            overlap=OVERLAP_PERCENT,
        )
    )
    progress.log(
        _(
            "The file holds the statistics of the training images (norma-source); Deepness knows neither norma-target "
            "nor no-data, so pixels without data get a class there too."
        )
        if passport.means
        else _("Deepness does not know no-data, so pixels without data get a class there too.")
    )
    if passport.encoding != "8-bit":
        progress.warn(
            _(
                "The model reads reflectance × 10 000. Deepness promises 8-bit images only; it divides 16-bit values "
                "by 255 as well, for which the file allows, so they work where it reads them. An 8-bit copy of the "
                "scene does not."
            )
        )
