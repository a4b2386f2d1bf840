"""What moved is told per layer and group, by role for bands and by class for outputs."""

import math
from dataclasses import replace

import pytest
import torch

from cosia.core.errors import InvalidInputError
from cosia.core.model.extension import extend_model
from cosia.core.model.layer_groups import DECODER, ENCODER, HEAD, Group, LayerGroups
from cosia.core.model.model_file import load_model
from cosia.core.model.network import build_network
from cosia.core.model.parameter_change import Movement, compare_parameters
from cosia.core.raster.statistics import Statistics

STAGES = [Group(ENCODER, str(stage)) for stage in range(1, 6)]
BLOCKS = [Group(DECODER, str(block)) for block in range(1, 6)]
NEW_BANDS = Statistics(("deep_blue", "red_edge"), (90.0, 120.0), (30.0, 50.0), 1000, "8-bit")


@pytest.fixture(scope="module")
def source(write_model):
    """A ResNet-18 with batch statistics off 0 and 1."""
    passport, network = load_model(write_model("source", encoder="resnet18"))
    torch.manual_seed(3)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    return passport, network


def changed(model, change, **passport_values):
    """The model with other tensors: ``change(state)`` edits clones."""
    passport, network = model
    state = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    state = change(state) or state
    passport = replace(passport, **passport_values)
    other = build_network(passport)
    other.load_state_dict(state)
    return passport, other.eval()


def test_groups_are_the_stages_the_blocks_and_the_head(source):
    change = compare_parameters(source, source)
    assert list(change.groups) == [*STAGES, *BLOCKS, Group(HEAD)]
    assert all(one.weights.relative == one.statistics.relative == 0 for one in change.groups.values())
    fitted = sum(one.weights.numbers + one.scales.numbers for one in change.groups.values())
    assert fitted == sum(parameter.numel() for parameter in source[1].parameters())


@pytest.mark.parametrize(
    ("layer", "group"),
    [
        ("encoder.conv1", STAGES[0]),
        ("encoder.bn1", STAGES[0]),
        ("encoder.layer1.0.conv2", STAGES[1]),
        ("encoder.layer4.1.bn2", STAGES[4]),
        ("decoder.blocks.0.conv1.0", BLOCKS[0]),
        ("decoder.blocks.4.conv2.1", BLOCKS[4]),
        ("segmentation_head.0", Group(HEAD)),
    ],
)
def test_each_layer_is_in_its_group(source, layer, group):
    assert compare_parameters(source, source).layer_groups[layer] == group


@pytest.mark.parametrize(
    ("architecture", "encoder", "bands", "layer", "group"),
    [
        ("unet", "efficientnet-b0", 4, "encoder._conv_head", Group(ENCODER, "0")),
        ("unet", "mit_b0", 3, "encoder.patch_embed1.proj", Group(ENCODER, "2")),
        ("fpn", "resnet18", 4, "decoder.seg_blocks.1.block.0.block.0", Group(DECODER, "seg_blocks.1")),
        ("deeplabv3", "resnet18", 4, "decoder.aspp.project.0", Group(DECODER, "aspp")),
        ("unetplusplus", "resnet18", 4, "decoder.blocks.x_0_1.conv1.0", Group(DECODER, "blocks.x_0_1")),
    ],
)
def test_other_networks_have_groups_too(source, architecture, encoder, bands, layer, group):
    passport = replace(
        source[0],
        architecture=architecture,
        encoder=encoder,
        decoder_channels=source[0].decoder_channels if architecture.startswith("unet") else (),
        band_roles=source[0].band_roles[:bands],
    )
    network = build_network(passport).eval()
    assert layer in {name.rpartition(".")[0] for name in network.state_dict()}
    assert LayerGroups(network, bands).group_of(layer) == group


def test_the_change_is_the_length_of_the_difference_over_the_length_before(source):
    def scale_a_layer(state):
        state["encoder.layer2.0.conv1.weight"] *= 1.25

    change = compare_parameters(changed(source, scale_a_layer), source)
    assert change.layers["encoder.layer2.0.conv1"].weights.relative == pytest.approx(0.25)
    stage = change.groups[STAGES[2]].weights
    kernels = [
        tensor.double().square().sum()
        for name, tensor in source[1].state_dict().items()
        if name.startswith("encoder.layer2.") and tensor.ndim == 4
    ]
    moved = source[1].state_dict()["encoder.layer2.0.conv1.weight"].double().square().sum() / 16
    assert stage.relative == pytest.approx(math.sqrt(moved / sum(kernels)))
    assert [group for group, one in change.groups.items() if one.weights.moved] == [STAGES[2]]


def test_scales_and_statistics_of_normalisation_stand_apart(source):
    def move(state):
        state["decoder.blocks.1.conv1.1.weight"] *= 2
        state["encoder.bn1.running_mean"] *= 3
        state["encoder.bn1.running_var"] *= 9
        state["encoder.bn1.num_batches_tracked"] += 7

    change = compare_parameters(changed(source, move), source)
    assert not any(one.weights.moved for one in change.groups.values())
    assert [group for group, one in change.groups.items() if one.scales.moved] == [BLOCKS[1]]
    # Means and deviations, not variances: both are three times what they were.
    assert change.layers["encoder.bn1"].statistics.relative == pytest.approx(2.0)


def test_independent_numbers_are_141_percent_apart(source):
    torch.manual_seed(11)
    movement = Movement()
    movement.add(torch.randn(100_000), torch.randn(100_000))
    assert movement.relative == pytest.approx(math.sqrt(2), abs=0.02)


def test_what_was_zero_has_no_relative_change():
    movement = Movement()
    movement.add(torch.ones(3), torch.zeros(3))
    assert movement.relative is None
    assert Movement().relative == 0.0


def test_bands_are_matched_by_role(source):
    roles = ("red_edge", "nir", "red", "deep_blue", "blue", "green")
    passport, state = extend_model(source[0], source[1].state_dict(), roles, "zero", NEW_BANDS)

    def add_bands(_state):
        wider = dict(state)
        stem = wider["encoder.conv1.weight"] = state["encoder.conv1.weight"].clone()
        stem[:, roles.index("red")] *= 1.5
        stem[:, roles.index("deep_blue")] = stem[:, roles.index("blue")]
        return wider

    kept = {name: getattr(passport, name) for name in ("band_roles", "means", "deviations")}
    change = compare_parameters(changed(source, add_bands, **kept), source)
    bands = {band.role: band for band in change.bands}
    assert set(bands) == set(roles)
    assert bands["red"].relative == pytest.approx(0.5)
    assert bands["nir"].relative == bands["green"].relative == 0.0
    assert bands["deep_blue"].relative is None and bands["deep_blue"].share_before is None
    assert bands["deep_blue"].share == pytest.approx(bands["blue"].share)
    assert bands["red_edge"].share == 0.0
    assert sum(band.share for band in change.bands) == pytest.approx(1)
    # New bands are left out of the layer's change: one of four shared bands moved by a half.
    kernels = source[1].state_dict()["encoder.conv1.weight"].double().square()
    expected = math.sqrt(0.25 * kernels[:, 0].sum() / kernels.sum())
    assert change.layers["encoder.conv1"].weights.relative == pytest.approx(expected)
    assert change.layers["encoder.conv1"].weights.numbers == 64 * 4 * 7 * 7


def test_outputs_are_matched_by_class(source):
    outputs = (0, 13, 2, 0)

    def four_outputs(state):
        rows = torch.tensor([0, 12, 1, 4])
        for name in ("segmentation_head.0.weight", "segmentation_head.0.bias"):
            state[name] = state[name][rows]
        state["segmentation_head.0.weight"][0] += 1  # never trained: no class
        return state

    change = compare_parameters(changed(source, four_outputs, outputs=outputs), source)
    assert change.numeros == (2, 13)
    assert change.numeros_left_out == tuple(numero for numero in range(1, 16) if numero not in (2, 13))
    assert change.groups[Group(HEAD)].weights.relative == 0.0
    assert change.groups[Group(HEAD)].weights.numbers == 2 * (8 * 9 + 1)


def test_networks_of_another_shape_are_refused(source, write_model):
    with pytest.raises(InvalidInputError, match=r"'source' \(unet, resnet18, .*'tiny' \(unet, mobilenet_v2, .*no para"):
        compare_parameters(source, load_model(write_model()))


def test_models_without_a_common_class_are_refused(source):
    def halves(state):
        return {name: t[:7] if name.startswith("segmentation_head") else t for name, t in state.items()}

    def rest(state):
        return {name: t[7:] if name.startswith("segmentation_head") else t for name, t in state.items()}

    first = changed(source, halves, outputs=tuple(range(1, 8)))
    second = changed(source, rest, outputs=tuple(range(8, 16)))
    with pytest.raises(InvalidInputError, match="have no class in common"):
        compare_parameters(first, second)
