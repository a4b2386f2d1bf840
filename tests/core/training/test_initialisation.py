"""RGB weights serve other bands."""

import pytest
import torch

from cosia.core.errors import ModelError
from cosia.core.model.torchvision_operators import declare_missing_operators
from cosia.core.training.initialisation import load_encoder, spread_over_bands

declare_missing_operators()
from segmentation_models_pytorch import encoders  # noqa: E402

PNEO = ("red", "green", "blue", "nir", "deep_blue", "red_edge")


def test_bands_take_the_weights_of_the_nearest_wavelength():
    kernel = torch.arange(3.0).reshape(1, 3, 1, 1) + 1
    assert spread_over_bands(kernel, PNEO).flatten().tolist() == [0.5, 1.0, 1.5, 0.5, 1.5, 0.5]
    assert spread_over_bands(kernel, ("blue", "green", "red")).flatten().tolist() == [3.0, 2.0, 1.0]


@pytest.fixture
def weights():
    torch.manual_seed(1)
    encoder = encoders.get_encoder("resnet18", in_channels=3, weights=None)
    return {**encoder.state_dict(), "fc.weight": torch.zeros(1000, 512), "fc.bias": torch.zeros(1000)}


def test_encoder_is_filled(weights):
    encoder = encoders.get_encoder("resnet18", in_channels=6, weights=None)
    load_encoder(encoder, PNEO, weights)
    state = encoder.state_dict()
    torch.testing.assert_close(state["conv1.weight"], spread_over_bands(weights["conv1.weight"], PNEO))
    torch.testing.assert_close(state["layer4.1.conv2.weight"], weights["layer4.1.conv2.weight"])


def test_weights_of_another_network_are_refused(weights):
    encoder = encoders.get_encoder("mobilenet_v2", in_channels=6, weights=None)
    with pytest.raises(ModelError, match=r"'features\.0\.0\.weight' is absent"):
        load_encoder(encoder, PNEO, weights)


def test_imagenet_weights_of_torchvision_fit(shared_data):
    encoder = encoders.get_encoder("mobilenet_v2", in_channels=6, weights=None)
    file = shared_data / "imagenet_weights" / "mobilenet_v2-b0353104.pth"
    load_encoder(encoder, PNEO, torch.load(file, weights_only=True))
