"""Models as ONNX files, for the QGIS plugin Deepness, onnxruntime and other programs.

Deepness (https://github.com/PUTvision/qgis-plugin-deepness) feeds ``(digital number / 255 - mean) / std`` per band,
with ``standardization_mean`` and ``standardization_std`` of the file's metadata, and takes the highest of the answers
of each pixel for its class. Dividing mean and deviation of the passport by 255 makes that the model's own
normalisation, whatever the encoding; so whoever feeds ``(digital number - mean × 255) / (std × 255)`` does right.
"""

import io
import json
import warnings
from typing import cast

import onnx
import torch

from ..errors import ModelError
from ..language import _
from ..nomenclature import CLASSES_BY_NUMERO
from ..raster.normalisation import Normalisation
from .fixed_pooling import fix_pooling
from .inference import drop_untrained_outputs
from .metadata_embedding import refuse_metadata_embedding
from .passport import Passport

OPSET = 15
"""Old enough for onnxruntime 1.10 of 2021, and enough for all operators of the networks."""

TILE_SIZE_PX = 512
"""Deepness wants it fixed; IGN's own tiled tool takes the same."""

OVERLAP_PERCENT = 50
"""Of which Deepness cuts half off each side: IGN's margin of 128 pixels."""

DEEPNESS_FULL_SCALE = 255.0
"""By which Deepness divides digital numbers of any type."""

INPUT, OUTPUT = "pixels", "probabilities"


def onnx_model(passport: Passport, network: torch.nn.Module, language: str) -> bytes:
    """The content of an ONNX file.

    It takes float32 ``pixels (batch, bands, 512, 512)``, normalised, with any batch size, and answers float32
    ``probabilities (batch, classes, 512, 512)``, whose sum is 1. Output channels that were never trained are cut off;
    the metadata ``numeros`` tells the class of each that is left.

    Args:
        passport: of the network.
        network: float32, in evaluation mode; it is not to be used further.
        language: of the class names.

    Raises:
        ModelError: the network reads more than pixels, or cannot be expressed in ONNX.
    """
    refuse_metadata_embedding(passport)
    drop_untrained_outputs(network, passport)
    fix_pooling(network)
    buffer = io.BytesIO()
    pixels = torch.zeros(1, len(passport.band_roles), TILE_SIZE_PX, TILE_SIZE_PX)
    with warnings.catch_warnings():
        # The exporter by tracing is deprecated, and traces constants; its successor needs another package.
        warnings.simplefilter("ignore")
        try:
            torch.onnx.export(
                torch.nn.Sequential(network, torch.nn.Softmax(dim=1)).eval(),
                (pixels,),
                buffer,  # type: ignore[arg-type]  # by tracing it takes files, too
                dynamo=False,
                opset_version=OPSET,
                input_names=[INPUT],
                output_names=[OUTPUT],
                dynamic_axes={INPUT: {0: "batch"}, OUTPUT: {0: "batch"}},
            )
        except (torch.onnx.errors.OnnxExporterError, RuntimeError) as error:
            raise ModelError(
                _("The model '{name}' ({architecture}, {encoder}) cannot be written as ONNX: {error}.").format(
                    name=passport.name,
                    architecture=passport.architecture,
                    encoder=passport.encoder,
                    error=str(error).partition("\n")[0].partition(". ")[0].rstrip("."),
                )
            ) from None
    model = onnx.load_model_from_string(buffer.getvalue())
    _fix_output_shape(model)
    onnx.checker.check_model(model, full_check=True)
    onnx.helper.set_model_props(model, onnx_metadata(passport, language))
    model.doc_string = passport.name
    return cast(bytes, model.SerializeToString())


def _fix_output_shape(model: onnx.ModelProto) -> None:
    """Deepness wants squares, which the exporter no longer knows of behind a batch of any size."""
    _batch, _classes, height, width = model.graph.output[0].type.tensor_type.shape.dim
    height.dim_value = width.dim_value = TILE_SIZE_PX


def onnx_metadata(passport: Passport, language: str) -> dict[str, str]:
    """What stands beside the network; every value is JSON.

    The first eight are read by Deepness; a threshold of 0 and segments of 0 switch its filters off.
    """
    numeros = [numero for numero in passport.outputs if numero]
    normalisation = training_normalisation(passport)
    values = {
        "model_type": "Segmentor",
        "class_names": {index: CLASSES_BY_NUMERO[numero].name(language) for index, numero in enumerate(numeros)},
        "resolution": 100 * passport.pixel_size_m,
        "tile_size": TILE_SIZE_PX,
        "tiles_overlap": OVERLAP_PERCENT,
        "standardization_mean": [mean / DEEPNESS_FULL_SCALE for mean in normalisation.means],
        "standardization_std": [deviation / DEEPNESS_FULL_SCALE for deviation in normalisation.deviations],
        "seg_thresh": 0.0,
        "seg_small_segment": 0,
        "numeros": numeros,
        "band_roles": passport.band_roles,
        "encoding": passport.encoding,
        "cosia_passport": json.loads(passport.to_json()),
    }
    return {name: json.dumps(value) for name, value in values.items()}


def training_normalisation(passport: Passport) -> Normalisation:
    """How the network was fed in training."""
    if passport.means:
        return Normalisation("norma-source", passport.means, passport.deviations, passport.name)
    return Normalisation.to_unit_range(len(passport.band_roles), passport.encoding)
