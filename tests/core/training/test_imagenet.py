"""ImageNet weights from a file, from the hub, from the cache; never silently others."""

from functools import partial

import pytest
import safetensors.torch
import torch

from cosia.core.errors import InvalidInputError, ModelError
from cosia.core.model import transfer
from cosia.core.model.hub import HubFile
from cosia.core.model.torchvision_operators import declare_missing_operators
from cosia.core.training import imagenet
from cosia.core.training.imagenet import imagenet_weights
from cosia.core.training.initialisation import load_encoder, spread_over_bands
from tests.hub_server import COMMIT, HubServer, use_cache

declare_missing_operators()
import segmentation_models_pytorch as smp  # noqa: E402

REPOSITORY = "smp-hub/resnet18.imagenet"
KEY = f"{REPOSITORY}/model.safetensors"
ORTHO = ("red", "green", "blue", "nir")
PNEO = (*ORTHO, "deep_blue", "red_edge")
STEMS = {"resnet18": "conv1.weight", "mobilenet_v2": "features.0.0.weight"}
CLASSIFIERS = {"resnet18": ("fc.weight", "fc.bias"), "mobilenet_v2": ("classifier.1.weight", "classifier.1.bias")}


def encoder(name, bands=3):
    return smp.encoders.get_encoder(name, in_channels=bands, weights=None)


@pytest.fixture(scope="module", params=STEMS)
def name(request):
    return request.param


def weights_of(name):
    torch.manual_seed(3)
    return {key: tensor.clone() for key, tensor in encoder(name).state_dict().items()}


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A hub with the weights of one encoder at the commit that the library asks for."""
    use_cache(tmp_path / "hub", monkeypatch)
    monkeypatch.setattr(transfer, "WAIT_S", 0.01)
    monkeypatch.setitem(
        smp.encoders.encoders["resnet18"]["pretrained_settings"],
        "imagenet",
        {"repo_id": REPOSITORY, "revision": COMMIT},
    )
    with HubServer({KEY: safetensors.torch.save(weights_of("resnet18"))}) as server:
        monkeypatch.setattr(imagenet, "HubFile", partial(HubFile, endpoint=server.endpoint))
        yield server


def check_loads(found, name, roles):
    network = encoder(name, len(roles))
    load_encoder(network, roles, found.tensors)
    expected = weights_of(name)
    for key, tensor in network.state_dict().items():
        if key == STEMS[name]:
            expected[key] = spread_over_bands(expected[key], roles)
        torch.testing.assert_close(tensor, expected[key])


@pytest.mark.parametrize("roles", [ORTHO, PNEO])
def test_a_file_of_torchvision_fills_the_encoder(name, roles, tmp_path, progress):
    classifier = dict.fromkeys(CLASSIFIERS[name], torch.zeros(1000))
    torch.save({**weights_of(name), **classifier}, tmp_path / "weights.pth")
    check_loads(imagenet_weights(name, str(tmp_path / "weights.pth"), progress), name, roles)


def test_a_file_of_long_ago_without_counters_fills_the_encoder(name, tmp_path, progress):
    weights = {key: tensor for key, tensor in weights_of(name).items() if not key.endswith("num_batches_tracked")}
    torch.save(weights, tmp_path / "weights.pth")
    check_loads(imagenet_weights(name, str(tmp_path / "weights.pth"), progress), name, ORTHO)


def test_a_file_of_segmentation_models_pytorch_fills_the_encoder(name, tmp_path, progress):
    safetensors.torch.save_file(weights_of(name), tmp_path / "model.safetensors")
    check_loads(imagenet_weights(name, str(tmp_path / "model.safetensors"), progress), name, PNEO)


def test_their_origin_is_told_and_their_content_tells_them_apart(tmp_path, progress):
    weights = weights_of("resnet18")
    torch.save(weights, tmp_path / "one.pth")
    safetensors.torch.save_file(weights, tmp_path / "same.safetensors")
    weights["layer1.0.bn1.bias"][0] += 1e-3
    torch.save(weights, tmp_path / "other.pth")
    one, same, other = (
        imagenet_weights("resnet18", str(tmp_path / name), progress)
        for name in ("one.pth", "same.safetensors", "other.pth")
    )
    assert (one.origin, same.origin) == ("one.pth", "same.safetensors")
    assert one.digest() == same.digest() != other.digest()


def test_weights_of_another_encoder_are_refused(tmp_path, progress):
    torch.save(weights_of("mobilenet_v2"), tmp_path / "weights.pth")
    expected = r"^'weights.pth' does not hold the ImageNet weights of the encoder 'resnet18': 'conv1.weight' is absent"
    with pytest.raises(ModelError, match=expected):
        imagenet_weights("resnet18", str(tmp_path / "weights.pth"), progress)


def test_a_larger_encoder_of_the_same_family_is_refused(tmp_path, progress):
    torch.save(weights_of("resnet18"), tmp_path / "weights.pth")
    with pytest.raises(ModelError, match=r"'layer1\.2\.conv1\.weight' is absent in the file and 64 × 64 × 3 × 3"):
        imagenet_weights("resnet34", str(tmp_path / "weights.pth"), progress)


def test_a_file_that_would_run_code_is_refused(tmp_path, progress):
    torch.save(encoder("resnet18"), tmp_path / "weights.pth")
    with pytest.raises(ModelError, match="opening it would run"):
        imagenet_weights("resnet18", str(tmp_path / "weights.pth"), progress)


def test_an_absent_file_is_told(tmp_path, progress):
    with pytest.raises(ModelError, match=r"gone\.pth' cannot be read"):
        imagenet_weights("resnet18", str(tmp_path / "gone.pth"), progress)


def test_without_a_file_they_are_fetched_once(hub, progress):
    hub.cuts = [1_000_000]
    found = imagenet_weights("resnet18", "", progress)
    check_loads(found, "resnet18", PNEO)
    assert progress.fractions and found.origin.endswith(f"/{REPOSITORY}/resolve/{COMMIT}/model.safetensors")
    asked = {request.path.partition("?")[0] for request in hub.asked}
    assert f"/{REPOSITORY}/resolve/{COMMIT}/model.safetensors" in asked
    hub.asked.clear()
    check_loads(imagenet_weights("resnet18", "", progress), "resnet18", ORTHO)
    assert hub.asked == []


def test_without_network_a_sentence_tells_what_to_fetch(hub, progress):
    hub.__exit__()
    with pytest.raises(ModelError) as error:
        imagenet_weights("resnet18", "", progress)
    address = f"https://huggingface.co/{REPOSITORY}/resolve/{COMMIT}/model.safetensors"
    assert error.value.message.startswith("The ImageNet weights of the encoder 'resnet18' cannot be fetched from 127.")
    assert error.value.message.endswith(f"download {address} with a browser and give the file as ENCODER_WEIGHTS.")


def test_other_bytes_than_announced_are_refused(hub, progress):
    content = bytearray(hub.files[KEY])
    content[-1] ^= 1
    hub.sent[KEY] = bytes(content)
    with pytest.raises(ModelError, match="SHA-256"):
        imagenet_weights("resnet18", "", progress)


def test_an_encoder_without_published_weights_needs_a_file(progress):
    with pytest.raises(ModelError, match="no ImageNet weights of the encoder 'dpn92' to download: give a file"):
        imagenet_weights("dpn92", "", progress)


def test_an_unknown_encoder_is_named(progress):
    with pytest.raises(InvalidInputError, match="ENCODER 'resnet35'"):
        imagenet_weights("resnet35", "", progress)


def test_the_real_file_of_torchvision_is_read(shared_data, progress):
    file = shared_data / "imagenet_weights" / "mobilenet_v2-b0353104.pth"
    network = encoder("mobilenet_v2", 6)
    load_encoder(network, PNEO, imagenet_weights("mobilenet_v2", str(file), progress).tensors)
