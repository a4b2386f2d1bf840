"""A network takes in further bands, and what it answers is what each way of extending promises."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from cosia.core.errors import InvalidInputError, ModelError
from cosia.core.model.extension import extend_model
from cosia.core.model.inference import Predictor
from cosia.core.model.model_file import load_model, save_model
from cosia.core.model.network import build_network
from cosia.core.raster.statistics import Statistics

RGBI = ("red", "green", "blue", "nir")
PNEO = (*RGBI, "deep_blue", "red_edge")
SHUFFLED = ("red_edge", "nir", "red", "deep_blue", "blue", "green")
NEW_BANDS = Statistics(("deep_blue", "red_edge"), (90.0, 120.0), (30.0, 50.0), 1000, "8-bit")
CORE = (slice(0, 64), slice(0, 64))


@pytest.fixture(scope="module")
def trained(write_model):
    """Batch statistics off 0 and 1, as after training."""
    passport, network = load_model(write_model())
    torch.manual_seed(3)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    return passport, network.state_dict()


def network_of(passport, state):
    network = build_network(passport)
    network.load_state_dict(state)
    return network.eval()


def pixels_of(roles, by_role):
    return torch.stack([by_role[role] for role in roles])[None]


@pytest.fixture(scope="module")
def by_role():
    torch.manual_seed(1)
    return {role: torch.randn(64, 64) for role in PNEO}


def logits_of(passport, state, by_role, dtype=torch.float32):
    with torch.inference_mode():
        return network_of(passport, state).to(dtype)(pixels_of(passport.band_roles, by_role).to(dtype))


@pytest.mark.parametrize("roles", [PNEO, SHUFFLED])
def test_zeros_leave_the_outputs_what_they_were(trained, by_role, roles):
    passport, state = extend_model(*trained, roles, "zero", NEW_BANDS)
    assert passport.band_roles == roles
    assert (set(passport.extended_bands), passport.extension) == ({"deep_blue", "red_edge"}, "zero")
    difference = logits_of(passport, state, by_role) - logits_of(*trained, by_role)
    assert difference.abs().max() <= 1e-6


@pytest.mark.parametrize(
    ("architecture", "encoder"),
    [
        ("unet", "resnet18"),
        ("unet", "resnet34"),
        ("unet", "efficientnet-b0"),
        ("unet", "densenet121"),
        ("fpn", "resnet34"),
        ("deeplabv3", "resnet34"),
        ("unetplusplus", "resnet18"),
    ],
)
def test_zeros_leave_the_outputs_of_other_networks_what_they_were(trained, by_role, architecture, encoder):
    channels = (16, 16, 8, 8, 8) if architecture.startswith("unet") else ()
    passport = replace(trained[0], architecture=architecture, encoder=encoder, decoder_channels=channels)
    torch.manual_seed(2)
    state = build_network(passport).state_dict()
    extended, wider = extend_model(passport, state, SHUFFLED, "zero", NEW_BANDS)
    # In float64: untrained, their logits are so large that float32 rounds by more than 1e-6.
    before = logits_of(passport, state, by_role, torch.float64)
    assert (logits_of(extended, wider, by_role, torch.float64) - before).abs().max() <= 1e-9


def test_zeros_leave_the_answers_through_a_file_what_they_were(trained, by_role, tmp_path):
    answers = []
    for number, (passport, state) in enumerate([trained, extend_model(*trained, SHUFFLED, "zero", NEW_BANDS)]):
        path = tmp_path / f"{number}.safetensors"
        save_model(path, passport, state)
        passport, network = load_model(path)
        predictor = Predictor(passport, network, "cpu", "float32", lambda: None)
        tile = pixels_of(passport.band_roles, by_role).numpy()
        answers.append(predictor.predict(tile, [CORE], True, True)[0])
    # The percent are whole numbers: one may fall on the other side of a half.
    assert np.abs(answers[0].probabilities.astype(int) - answers[1].probabilities).max() <= 1
    assert (answers[0].probabilities == answers[1].probabilities).mean() > 0.999
    assert (answers[0].classes == answers[1].classes).mean() > 0.999
    assert passport.extension == "zero" and passport.extended_bands == ("red_edge", "deep_blue")


def test_copies_answer_the_same_where_they_show_the_same(trained, by_role):
    passport, state = extend_model(*trained, SHUFFLED, "nearest", NEW_BANDS)
    alike = {**by_role, "deep_blue": by_role["blue"], "red_edge": by_role["red"]}
    difference = logits_of(passport, state, alike) - logits_of(*trained, alike)
    assert difference.abs().max() < 1e-5
    assert (logits_of(passport, state, by_role) - logits_of(*trained, by_role)).abs().max() > 1e-3


def test_the_mean_answers_the_same_where_all_bands_show_the_same(trained, by_role):
    passport, state = extend_model(*trained, SHUFFLED, "mean", NEW_BANDS)
    grey = dict.fromkeys(PNEO, by_role["red"])
    difference = logits_of(passport, state, grey) - logits_of(*trained, grey)
    assert difference.abs().max() < 1e-5


def test_two_copies_share_the_weight_with_their_source(trained):
    rgb = replace(trained[0], band_roles=RGBI[:3], means=(1.0, 2.0, 3.0), deviations=(1.0, 1.0, 1.0))
    state = {"encoder.stem": torch.tensor([6.0, 1.0, 2.0]).reshape(1, 3, 1, 1)}
    statistics = Statistics(("nir", "red_edge"), (4.0, 5.0), (1.0, 1.0), 9, "8-bit")
    _passport, wider = extend_model(rgb, state, (*RGBI, "red_edge"), "nearest", statistics)
    assert wider["encoder.stem"].flatten().tolist() == [2.0, 1.0, 2.0, 2.0, 2.0]


def test_statistics_stand_with_their_bands(trained):
    passport, _state = extend_model(*trained, SHUFFLED, "mean", NEW_BANDS)
    assert passport.means == (120.0, 106.0, 105.0, 90.0, 101.0, 110.0)
    assert passport.deviations == (50.0, 40.0, 52.0, 30.0, 44.0, 45.0)


def test_the_former_record_is_kept_apart(trained):
    recorded = replace(trained[0], training={"accuracy": {"miou": 60.7}}, tensor_hash="sha256:" + "0" * 64)
    passport, _state = extend_model(recorded, trained[1], PNEO, "zero", NEW_BANDS)
    assert passport.training == {
        "extended_from": {"tensor_hash": recorded.tensor_hash, "training": {"accuracy": {"miou": 60.7}}}
    }


def test_a_model_of_norma_01_needs_no_statistics(trained):
    plain = replace(trained[0], normalisation="norma-01", means=(), deviations=())
    passport, _state = extend_model(plain, trained[1], PNEO, "zero")
    assert passport.means == passport.deviations == ()


def test_ignored_bands_change_nothing(trained):
    passport, state = extend_model(*trained, SHUFFLED, "ignore")
    assert passport == trained[0]
    assert all(state[name] is tensor for name, tensor in trained[1].items())


@pytest.mark.parametrize("method", ["zero", "nearest", "mean"])
def test_another_order_is_no_extension(trained, by_role, method):
    passport, state = extend_model(*trained, ("nir", "blue", "green", "red"), method)
    assert (passport.extended_bands, passport.extension) == ((), "")
    assert passport.means == (106.0, 101.0, 110.0, 105.0)
    assert (logits_of(passport, state, by_role) - logits_of(*trained, by_role)).abs().max() <= 1e-6


def test_a_model_extends_twice_in_the_same_way_only(trained):
    once = extend_model(*trained, (*RGBI, "deep_blue"), "zero", NEW_BANDS)
    passport, _state = extend_model(*once, PNEO, "zero", NEW_BANDS)
    assert passport.extended_bands == ("deep_blue", "red_edge")
    with pytest.raises(InvalidInputError, match="was extended by 'zero' before; use that instead of 'mean'"):
        extend_model(*once, PNEO, "mean", NEW_BANDS)


@pytest.mark.parametrize(
    ("roles", "method", "statistics", "message"),
    [
        (PNEO, "copy", NEW_BANDS, "The way to extend 'copy' is unknown; use one of ignore, zero, nearest, mean"),
        ((*RGBI, "thermal"), "zero", NEW_BANDS, "hold an unknown one, or one twice"),
        ((*RGBI, "red"), "zero", NEW_BANDS, "hold an unknown one, or one twice"),
        (PNEO[1:], "zero", NEW_BANDS, "needs the band red, which is not among green"),
        ((*RGBI, "elevation"), "nearest", NEW_BANDS, "elevation measures no light.* extend by 'zero' or 'mean'"),
        (PNEO, "zero", None, "knows no statistics of the band deep_blue, red_edge"),
        ((*RGBI, "elevation"), "zero", NEW_BANDS, "knows no statistics of the band elevation"),
        (PNEO, "zero", replace(NEW_BANDS, encoding="reflectance"), "refer to the encoding 'reflectance'"),
    ],
)
def test_what_does_not_fit_is_refused(trained, roles, method, statistics, message):
    with pytest.raises(InvalidInputError, match=message):
        extend_model(*trained, roles, method, statistics)


def test_an_encoder_of_three_bands_is_refused(trained):
    passport = replace(
        trained[0], encoder="mit_b5", band_roles=RGBI[:3], means=(1.0, 2.0, 3.0), deviations=(1.0, 1.0, 1.0)
    )
    with pytest.raises(ModelError, match=r"The encoder 'mit_b5' .* takes three bands only"):
        extend_model(passport, trained[1], RGBI, "zero", Statistics(("nir",), (1.0,), (1.0,), 1, "8-bit"))


def test_tensors_of_another_model_are_refused(trained):
    passport = replace(trained[0], band_roles=RGBI[:3], means=(1.0, 2.0, 3.0), deviations=(1.0, 1.0, 1.0))
    with pytest.raises(ModelError, match=r"first convolution .* does not take its 3 bands"):
        extend_model(passport, trained[1], RGBI, "zero", Statistics(("nir",), (1.0,), (1.0,), 1, "8-bit"))
