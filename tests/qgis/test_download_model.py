"""What QGIS hands over for a download reaches the worker, with the proxy of QGIS's own options."""

import json
import os

import processing
import pytest
from qgis.core import QgsProcessingException, QgsSettings

from cosia.core.catalogue import published_models
from cosia.core.jobs import DownloadModelJob, job_from_json

NAMES = tuple(published_models())

DOWNLOAD = """\
    pathlib.Path(job["output"]).touch()
    send("result", values={"output": job["output"], "model_hash": "sha256:cafe"})
"""


@pytest.fixture
def download(worker, tmp_path, context, feedback):
    """A function that runs ``cosia:download_model`` with a stand-in worker; returns outputs and the job."""
    worker.answer(DOWNLOAD)

    def run(**parameters):
        parameters = {"OUTPUT": str(tmp_path / "ign.safetensors"), **parameters}
        outputs = processing.run("cosia:download_model", parameters, context=context, feedback=feedback)
        return outputs, worker.job

    return run


def test_defaults_are_those_of_the_job(download, tmp_path):
    outputs, job = download()
    found = job_from_json(json.dumps(job))
    assert found == DownloadModelJob(str(tmp_path / "ign.safetensors"), language=found.language)
    assert outputs == {"OUTPUT": str(tmp_path / "ign.safetensors"), "MODEL_HASH": "sha256:cafe"}


@pytest.mark.parametrize("name", NAMES)
def test_models_by_index_and_by_name(download, name):
    index = NAMES.index(name)
    for value in (index, str(index), name):
        assert download(NAME=value)[1]["name"] == name


def test_labels_tell_bands_and_size(provider):
    options = provider.algorithm("download_model").parameterDefinition("NAME").options()
    assert options[0] == "FLAIR-INC_rgbi_15cl_resnet34-unet: red, green, blue, nir; 98 MB"
    assert len(options) == len(NAMES)


def test_the_mirror_and_the_proxy_of_qgis_are_handed_on(download):
    stored = {"proxyEnabled": True, "proxyHost": "proxy.example", "proxyPort": "3128", "proxyType": "HttpProxy"}
    for key, value in stored.items():
        QgsSettings().setValue(f"proxy/{key}", value)
    try:
        _outputs, job = download(ENDPOINT="https://mirror.example")
    finally:
        QgsSettings().remove("proxy")
    assert (job["endpoint"], job["proxy"]) == ("https://mirror.example", "http://proxy.example:3128")


def test_unknown_names_and_other_endings_are_refused(download):
    with pytest.raises(QgsProcessingException, match="NAME has the unknown value 'resnet'; use one of: FLAIR-INC"):
        download(NAME="resnet")
    with pytest.raises(QgsProcessingException, match=r"must end in \.safetensors"):
        download(OUTPUT="/tmp/ign.pth")


@pytest.mark.skipif(not os.environ.get("COSIA_PYTHON"), reason="COSIA_PYTHON names no worker")
def test_without_network_the_real_worker_answers_with_one_sentence(tmp_path, context, feedback, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    output = tmp_path / "out" / "ign.safetensors"
    output.parent.mkdir()
    parameters = {"ENDPOINT": "http://127.0.0.1:9", "OUTPUT": str(output)}
    with pytest.raises(QgsProcessingException, match=f"download https://huggingface.co/IGNF/.* into '{output.parent}'"):
        processing.run("cosia:download_model", parameters, context=context, feedback=feedback)
    assert list(output.parent.iterdir()) == []
    assert not [text for _kind, text in feedback.told if "Traceback" in text]
