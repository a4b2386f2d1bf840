"""What the user fills in reaches the worker as the job that was meant."""

import json
import os
import struct
from pathlib import Path

import processing
import pytest
from qgis.core import QgsProcessingException

from cosia.core import jobs
from cosia.core.model.model_file import read_passport

DEMO_ORTHO = Path(__file__).parents[2] / "resources" / "models" / "demo-ortho.safetensors"

ANSWER = """
pathlib.Path(job["output"]).write_bytes(b"model")
send("result", values={"output": job["output"], "model_hash": "sha256:cafe", "name": "mine"})
"""


@pytest.fixture
def import_model(worker, tmp_path, context, feedback):
    """A function that imports a file with some parameters and returns the outputs."""
    worker.answer(ANSWER)
    checkpoint = tmp_path / "weights.pth"
    checkpoint.write_bytes(b"weights")

    def run(**parameters):
        defaults = {"INPUT": str(checkpoint), "OUTPUT": str(tmp_path / "model.safetensors")}
        return processing.run("cosia:import_model", {**defaults, **parameters}, context=context, feedback=feedback)

    return run


def test_defaults_are_those_of_the_job(import_model, worker, tmp_path):
    outputs = import_model()
    assert outputs == {"OUTPUT": str(tmp_path / "model.safetensors"), "MODEL_HASH": "sha256:cafe"}
    job = jobs.job_from_json(json.dumps(worker.job))
    assert job == jobs.ImportModelJob(str(tmp_path / "weights.pth"), outputs["OUTPUT"], language=job.language)


def test_a_described_network(import_model, worker):
    import_model(
        FAMILY="generic",
        ARCHITECTURE="deeplabv3plus",
        ENCODER="resnet50",
        BAND_ROLES="nir, red green",
        CLASS_MAP="1, 2;3 0",
        MEANS="100.5,101,102",
        STDS="50 51 52",
        ENCODING="reflectance",
        PIXEL_SIZE_M=0.5,
    )
    assert {name: worker.job[name] for name in ("family", "architecture", "encoder", "encoding", "pixel_size_m")} == {
        "family": "generic",
        "architecture": "deeplabv3plus",
        "encoder": "resnet50",
        "encoding": "reflectance",
        "pixel_size_m": 0.5,
    }
    assert worker.job["band_roles"] == ["nir", "red", "green"]
    assert worker.job["class_map"] == [1, 2, 3, 0]
    assert (worker.job["means"], worker.job["stds"]) == ([100.5, 101.0, 102.0], [50.0, 51.0, 52.0])


@pytest.mark.parametrize(("value", "index"), [("flair-hub", 2), (2, 2), ("2", 2)])
def test_the_family_as_name_and_as_index(import_model, worker, value, index):
    import_model(FAMILY=value)
    assert worker.job["family"] == "flair-hub"


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"CLASS_MAP": "1,2.5"}, "CLASS_MAP holds 2.5, but must be whole numbers"),
        ({"CLASS_MAP": "1,inf"}, "CLASS_MAP holds inf, but must be whole numbers"),
        ({"CLASS_MAP": "building"}, "CLASS_MAP is 'building', but must be numbers"),
        ({"MEANS": "a"}, "MEANS is 'a', but must be numbers"),
    ],
)
def test_what_is_no_number_is_named(import_model, worker, parameters, sentence):
    with pytest.raises(QgsProcessingException, match=sentence):
        import_model(**parameters)
    assert worker.job is None


def test_the_model_file_needs_its_ending(import_model, tmp_path):
    with pytest.raises(QgsProcessingException, match=r"OUTPUT is '.*model\.pth', but .* must end in \.safetensors"):
        import_model(OUTPUT=str(tmp_path / "model.pth"))


def without_passport(model, path):
    """The weights of a model file alone, as another program would save them."""
    content = model.read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length])
    del header["__metadata__"]
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + content[8 + length :])
    return str(path)


@pytest.mark.skipif(not os.environ.get("COSIA_PYTHON"), reason="COSIA_PYTHON names no worker")
def test_the_real_worker_imports_and_refuses(tmp_path, context, feedback):
    output = tmp_path / "model.safetensors"
    parameters = {
        "INPUT": without_passport(DEMO_ORTHO, tmp_path / "weights.safetensors"),
        "ENCODER": "mobilenet_v2",
        "BAND_ROLES": "red,green,blue,nir",
        "CLASS_MAP": ",".join(str(numero) for numero in range(1, 16)),
        "MEANS": "117 119 103 142",
        "STDS": "60 52 51 60",
        "OUTPUT": str(output),
    }
    with pytest.raises(
        QgsProcessingException, match=r"'encoder\.conv1.weight' is absent in the file and 64 × 4 × 7 × 7"
    ):
        processing.run("cosia:import_model", {**parameters, "ENCODER": "resnet34"}, context=context, feedback=feedback)
    assert [path.name for path in tmp_path.iterdir()] == ["weights.safetensors"]
    results = processing.run("cosia:import_model", parameters, context=context, feedback=feedback)
    passport = read_passport(output)
    assert results == {"OUTPUT": str(output), "MODEL_HASH": passport.tensor_hash}
    assert (passport.means, passport.decoder_channels) == ((117, 119, 103, 142), (64, 48, 32, 24, 16))
    assert ("info", "Bands, in order: red, green, blue, nir.") in feedback.told
