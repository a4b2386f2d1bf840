"""An ONNX file whole or not at all, with what to look after in the log."""

import onnx
import pytest

from cosia.core.errors import CancelledError, InvalidInputError, ModelError
from cosia.core.jobs import ExportOnnxJob
from cosia.core.model.model_file import read_passport
from cosia.core.pipelines import export_onnx


@pytest.fixture
def export(tmp_path, progress):
    """A function that exports a model and returns the results."""

    def run(model, output="model.onnx"):
        return export_onnx.run(ExportOnnxJob(str(model), str(tmp_path / output)), progress)

    return run


def test_the_file_is_there_and_its_use_is_told(export, write_model, tmp_path, progress):
    model = write_model("demonstration", demonstration=True)
    results = export(model)
    onnx.checker.check_model(results["output"], full_check=True)
    assert results["model_hash"] == read_passport(model).tensor_hash
    assert results["numeros"] == list(range(1, 16))
    assert [path.name for path in tmp_path.iterdir()] == ["model.onnx"]
    told = " ".join(progress.messages)
    assert "Bands in this order: red, green, blue, nir; 0.2 m per pixel" in told and "norma-source" in told
    assert [warning[:13] for warning in progress.warnings] == ["DEMONSTRATION"]


def test_reflectance_is_warned_of(export, write_model, progress):
    export(write_model("reflectance", encoding="reflectance"))
    assert any("Deepness promises 8-bit images only" in warning for warning in progress.warnings)


def test_a_model_that_reads_metadata_is_refused(export, write_model, tmp_path):
    path = write_model("embedding", encoder="resnet18", patch_size_px=512, metadata_embedding=True)
    with pytest.raises(ModelError, match="choose a model without embedded metadata"):
        export(path)
    assert list(tmp_path.iterdir()) == []


def test_wrong_names_get_one_sentence(export, write_model, tmp_path):
    with pytest.raises(InvalidInputError, match=r"model\.pb' must end in \.onnx"):
        export(write_model(), "model.pb")
    with pytest.raises(InvalidInputError, match=r"The folder '.*absent' does not exist"):
        export(write_model(), "absent/model.onnx")
    with pytest.raises(ModelError, match="cannot be read"):
        export(tmp_path / "absent.safetensors")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fraction", [0.2, 1.0])
def test_a_cancel_leaves_nothing(export, write_model, tmp_path, progress, fraction):
    progress.cancel_at = fraction
    with pytest.raises(CancelledError):
        export(write_model())
    assert list(tmp_path.iterdir()) == []
