"""What a strategy freezes stays as it is to the last bit, and the rest moves."""

import pytest
import torch

from cosia.core.jobs import STRATEGIES
from cosia.core.model.network import build_network
from cosia.core.model.passport import Passport
from cosia.core.training.strategies import LEARNING_RATES, prepare, set_training_mode

FROZEN = {
    "app-scratch": (),
    "ft-initialisation": (),
    "ft-freeze-encoder": ("encoder",),
    "ft-finetune-head": ("encoder", "decoder", "metadata_layers"),
}


def network(architecture="unet", encoder="mobilenet_v2", metadata=False):
    torch.manual_seed(0)
    passport = Passport(
        name="small",
        architecture=architecture,
        encoder=encoder,
        decoder_channels=(16, 16, 8, 8, 8) if architecture == "unet" else (),
        band_roles=("red", "green", "blue", "nir"),
        encoding="8-bit",
        normalisation="norma-01",
        means=(),
        deviations=(),
        outputs=tuple(range(1, 16)),
        pixel_size_m=0.3,
        patch_size_px=512,
        demonstration=True,
        training={},
        licence="",
        source="",
        metadata_embedding=metadata,
    )
    return build_network(passport)


def train(network, strategy, size_px=64, batch=2, steps=2, **further):
    """A few steps; returns the state before."""
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    parameters = prepare(network, strategy)
    optimiser = torch.optim.AdamW(parameters, lr=1e-2, weight_decay=1e-2)
    for _step in range(steps):
        network.eval()  # as after a validation
        set_training_mode(network, strategy)
        logits = network(torch.randn(batch, 4, size_px, size_px), **further)
        torch.nn.functional.cross_entropy(logits, torch.randint(15, (batch, size_px, size_px))).backward()
        optimiser.step()
        optimiser.zero_grad()
    return before


def check_moves(network, before, strategy):
    for name, tensor in network.state_dict().items():
        frozen = name.partition(".")[0] in FROZEN[strategy]
        assert torch.equal(tensor, before[name]) == frozen, name


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize(("architecture", "encoder"), [("unet", "mobilenet_v2"), ("fpn", "resnet18")])
def test_frozen_parts_keep_weights_and_statistics(strategy, architecture, encoder):
    trained = network(architecture, encoder)
    check_moves(trained, train(trained, strategy), strategy)


@pytest.mark.parametrize("strategy", ["ft-freeze-encoder", "ft-finetune-head"])
def test_a_network_with_metadata_is_frozen_alike(strategy):
    trained = network(encoder="resnet18", metadata=True)
    check_moves(trained, train(trained, strategy, size_px=512, batch=1, steps=1, metadata=torch.rand(1, 45)), strategy)


def test_the_head_alone_sees_what_the_parent_answered():
    """Frozen parts drop nothing out and normalise as in the parent, whatever else the batch holds."""
    trained = network("deeplabv3plus", "resnet18")
    prepare(trained, "ft-finetune-head")
    pixels = torch.randn(2, 4, 64, 64)
    with torch.no_grad():
        expected = trained.eval()(pixels)
        set_training_mode(trained, "ft-finetune-head")
        assert torch.equal(trained(pixels), expected)


def test_a_second_preparation_forgets_the_first():
    trained = network()
    prepare(trained, "ft-finetune-head")
    assert len(prepare(trained, "ft-initialisation")) == len(list(trained.parameters()))


def test_the_optimiser_gets_what_moves_only():
    trained = network()
    head = {id(parameter) for parameter in trained.segmentation_head.parameters()}
    assert {id(parameter) for parameter in prepare(trained, "ft-finetune-head")} == head


def test_each_strategy_has_a_learning_rate():
    assert set(LEARNING_RATES) == set(STRATEGIES)
