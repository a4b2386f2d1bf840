"""Published checkpoints become models whose every field is known, and what does not fit is refused."""

import dataclasses

import pytest
import torch

from cosia.core.errors import InvalidInputError, ModelError
from cosia.core.jobs import ImportModelJob
from cosia.core.model.checkpoint_import import import_checkpoint
from cosia.core.model.flair_hub import NUMEROS as HUB_NUMEROS
from cosia.core.model.flair_inc import NUMEROS as INC_NUMEROS
from cosia.core.model.passport import Passport
from cosia.core.nomenclature import CLASSES_BY_NUMERO
from tests.core.checkpoint_files import flair_hub_tensors, flair_inc_tensors, network_for, plausible_weights, save

RGB = ("red", "green", "blue")
TWELVE = (1, 2, 3, 5, 6, 8, 9, 10, 11, 12, 13, 14)


def imported(path, **fields):
    return import_checkpoint(path, ImportModelJob(str(path), "", **fields))


@pytest.fixture(scope="module")
def inc_file(tmp_path_factory):
    """A FLAIR-INC U-Net of four bands, and its tensors."""
    tensors = flair_inc_tensors()
    return save(tensors, tmp_path_factory.mktemp("inc") / "weights.pth"), tensors


@pytest.fixture(scope="module")
def small():
    """The tensors of a small network that IGN did not publish."""
    return plausible_weights(network_for("unet", "mobilenet_v2", outputs=3))


GENERIC = {"encoder": "mobilenet_v2", "band_roles": RGB, "class_map": (1, 9, 0)}


# FLAIR-INC


def test_outputs_of_flair_inc_are_the_values_of_its_masks():
    english = [CLASSES_BY_NUMERO[numero].english if numero else "-" for numero in INC_NUMEROS]
    assert english == [
        "Building", "Pervious surface", "Impervious surface", "Bare soil", "Water", "Coniferous", "Deciduous",
        "Brushwood", "Vineyard", "Herbaceous vegetation", "Agricultural land", "Plowed land", "Swimming pool", "Snow",
        "-", "-", "-", "Greenhouse", "-",
    ]  # fmt: skip


@pytest.mark.parametrize(("bands", "letters"), [(3, "rgb"), (4, "rgbi"), (5, "rgbie")])
@pytest.mark.parametrize("name", ["weights.pth", "weights.ckpt"])
def test_flair_inc_describes_itself(tmp_path, bands, letters, name):
    tensors = {**flair_inc_tensors(bands=bands), "criterion.weight": torch.tensor([1.0] * 14 + [0, 0, 0, 1, 0])}
    path = save(tensors, tmp_path / name)
    model = imported(path)
    assert model.passport == Passport(
        name=f"FLAIR-INC_{letters}_15cl_resnet34-unet",
        architecture="unet",
        encoder="resnet34",
        decoder_channels=(256, 128, 64, 32, 16),
        band_roles=(*RGB, "nir", "elevation")[:bands],
        encoding="8-bit",
        normalisation="norma-source",
        means=(105.08, 110.87, 101.82, 106.38, 53.26)[:bands],
        deviations=(52.17, 45.38, 44.0, 39.69, 79.3)[:bands],
        outputs=INC_NUMEROS,
        pixel_size_m=0.2,
        patch_size_px=512,
        demonstration=False,
        training=model.passport.training,
        licence="Etalab 2.0",
        source=f"IGN, FLAIR-INC (https://huggingface.co/IGNF), file {name}",
    )
    assert model.passport.training["imported_from"]["file"] == name
    assert any("criterion.weight" in note for note in model.notes)
    torch.testing.assert_close(model.tensors["encoder.conv1.weight"], tensors["model.seg_model.encoder.conv1.weight"])


def test_published_accuracy_goes_with_the_published_file_only(tmp_path, inc_file):
    _path, tensors = inc_file
    published = save(tensors, tmp_path / "FLAIR-INC_rgbi_15cl_resnet34-unet_weights.pth")
    assert imported(published).passport.training["accuracy"]["miou"] == pytest.approx(60.718)
    assert "accuracy" not in imported(inc_file[0]).passport.training


def test_the_twelve_class_nomenclature_is_told_by_the_weights_of_the_loss(tmp_path, inc_file):
    weights = torch.tensor([1.0] * 12 + [0.0] * 7)
    path = save({**inc_file[1], "criterion.weight": weights}, tmp_path / "weights.pth")
    with pytest.raises(ModelError, match=r"in the nomenclature 12cl \(FLAIR's 12 classes, without Swimming pool"):
        imported(path)
    outputs = TWELVE + (0,) * 7
    assert imported(path, class_map=outputs).passport.outputs == outputs


def test_the_twelve_class_nomenclature_is_told_by_the_name(tmp_path, inc_file):
    path = save(inc_file[1], tmp_path / "FLAIR-INC_rgb_12cl_resnet34-unet_weights.pth")
    with pytest.raises(ModelError, match=r"in the nomenclature 12cl .* which class each of its 19 outputs is"):
        imported(path)


@pytest.mark.parametrize(("count", "nomenclature"), [(12, "12cl"), (13, "12cl"), (7, "of 7 outputs")])
def test_other_numbers_of_outputs_are_another_nomenclature(tmp_path, count, nomenclature):
    path = save(flair_inc_tensors(outputs=count), tmp_path / "weights.pth")
    with pytest.raises(ModelError, match=f"in the nomenclature {nomenclature}.* each of its {count} outputs"):
        imported(path)
    assert imported(path, class_map=tuple(range(1, count + 1))).passport.outputs == tuple(range(1, count + 1))


@pytest.mark.parametrize(
    ("name", "further", "fields", "doubtful"),
    [
        ("weights.pth", {}, {}, True),
        ("FLAIR-INC_rgbi_15cl_resnet34-unet_weights.pth", {}, {}, False),
        ("weights.pth", {"criterion.weight": torch.tensor([1.0] * 14 + [0, 0, 0, 1, 0])}, {}, False),
        ("weights.pth", {}, {"class_map": INC_NUMEROS}, False),
    ],
)
def test_a_nomenclature_that_nothing_tells_is_doubted(tmp_path, inc_file, name, further, fields, doubtful):
    warnings = imported(save({**inc_file[1], **further}, tmp_path / name), **fields).warnings
    assert ["taken for one of 15 classes" in warning for warning in warnings] == [True] * doubtful


@pytest.mark.parametrize(
    "fields",
    [
        {"class_map": TWELVE + (0,) * 7},
        {"means": (1000, 1000, 1000, 3000), "stds": (400, 400, 400, 900), "encoding": "reflectance"},
        {"pixel_size_m": 0.3},
    ],
)
def test_a_network_of_igns_layout_that_was_trained_otherwise_is_not_called_igns(tmp_path, inc_file, fields):
    passport = imported(
        save(inc_file[1], tmp_path / "FLAIR-INC_rgbi_15cl_resnet34-unet_weights.pth"), **fields
    ).passport
    for name, value in fields.items():
        assert getattr(passport, {"class_map": "outputs", "stds": "deviations"}.get(name, name)) == value
    assert passport.name == "FLAIR-INC_rgbi_15cl_resnet34-unet_weights"
    assert "accuracy" not in passport.training


def test_statistics_of_8_bit_are_never_taken_for_reflectance(inc_file):
    with pytest.raises(InvalidInputError, match=r"ENCODING is reflectance, but the known .* are those of 8-bit; give"):
        imported(inc_file[0], encoding="reflectance")


@pytest.mark.parametrize(("bands", "roles", "named"), [(2, (), 0), (6, RGB, 3), (4, RGB, 3), (3, (*RGB, "nir"), 4)])
def test_another_number_of_bands_is_refused(tmp_path, bands, roles, named):
    tensors = flair_inc_tensors(bands=3)
    stem = tensors["model.seg_model.encoder.conv1.weight"]
    tensors["model.seg_model.encoder.conv1.weight"] = stem[:, :1].repeat(1, bands, 1, 1)
    path = save(tensors, tmp_path / "weights.pth")
    with pytest.raises(ModelError, match=f"takes {bands} bands, and IGN's take 3 to 5: .* which names {named}"):
        imported(path, band_roles=roles)


def test_six_bands_are_taken_where_all_are_described(tmp_path):
    tensors = flair_inc_tensors(bands=3)
    stem = tensors["model.seg_model.encoder.conv1.weight"]
    tensors["model.seg_model.encoder.conv1.weight"] = torch.cat([stem, stem], dim=1)
    path = save(tensors, tmp_path / "mine_15cl.pth")
    roles = (*RGB, "nir", "deep_blue", "red_edge")
    with pytest.raises(InvalidInputError, match="statistics of the band deep_blue, red_edge are not known; give"):
        imported(path, band_roles=roles)
    passport = imported(path, band_roles=roles, means=(100,) * 6, stds=(50,) * 6).passport
    assert (passport.name, passport.band_roles, len(passport.means)) == ("mine_15cl", roles, 6)


def test_a_class_without_weight_in_the_loss_is_named(tmp_path, inc_file):
    weights = torch.tensor([0.0] + [1.0] * 18)
    path = save({**inc_file[1], "criterion.weight": weights}, tmp_path / "weights.pth")
    with pytest.raises(ModelError, match="in the nomenclature without Building, not"):
        imported(path)


def test_statistics_of_the_user_win(inc_file):
    passport = imported(inc_file[0], means=(100, 101, 102, 103), stds=(50, 51, 52, 53)).passport
    assert (passport.means, passport.deviations) == ((100, 101, 102, 103), (50, 51, 52, 53))
    assert passport.training["statistics"] == "given by the user"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda tensors: tensors.pop("model.seg_model.decoder.blocks.2.conv1.0.weight"),
            r"unet with the encoder resnet34: 'decoder\.blocks\.2\.conv1\.0\.weight' is absent in the file and "
            r"64 × 192 × 3 × 3 in the network",
        ),
        (
            lambda tensors: tensors.update({"model.seg_model.encoder.layer1.0.conv1.weight": torch.ones(64, 64, 1, 1)}),
            r"'encoder\.layer1\.0\.conv1\.weight' is 64 × 64 × 1 × 1 in the file and 64 × 64 × 3 × 3 in the network",
        ),
        (
            lambda tensors: tensors.update({"model.seg_model.decoder.blocks.0.attention1.weight": torch.ones(2)}),
            r"'decoder\.blocks\.0\.attention1\.weight' is 2 in the file and absent in the network",
        ),
        (
            lambda tensors: tensors.update({"model.enc.enc_mlp.0.weight": torch.ones(64, 45)}),
            r"holds the tensor 'model\.enc\.enc_mlp\.0\.weight', which is no part of the network 'model\.seg_model\.…'",
        ),
        (
            lambda tensors: tensors.pop("model.seg_model.encoder.conv1.weight"),
            r"The encoder in 'weights\.pth' is none that IGN published; import the file with FAMILY generic",
        ),
    ],
)
def test_what_does_not_fit_is_named(tmp_path, inc_file, change, sentence):
    tensors = dict(inc_file[1])
    change(tensors)
    with pytest.raises(ModelError, match=sentence):
        imported(save(tensors, tmp_path / "weights.pth"))


def test_a_family_that_the_file_is_not_of_is_refused(tmp_path, small):
    path = save(small, tmp_path / "weights.pth")
    with pytest.raises(ModelError, match=r"is no FLAIR-INC checkpoint: none of its tensors begins with 'model\.seg"):
        imported(path, family="flair-inc")
    with pytest.raises(ModelError, match="reads nothing and answers nothing; only FLAIR-HUB models"):
        imported(path, family="flair-hub")


# FLAIR-HUB


@pytest.fixture(scope="module")
def hub_tensors():
    return flair_hub_tensors("upernet-0.4", "tu-convnextv2_nano", prefix="")


def test_outputs_of_flair_hub_are_its_indices():
    english = [CLASSES_BY_NUMERO[numero].english if numero else "-" for numero in HUB_NUMEROS]
    assert english == [
        "Building", "Greenhouse", "Swimming pool", "Impervious surface", "Pervious surface", "Bare soil", "Water",
        "Snow", "Herbaceous vegetation", "Agricultural land", "Plowed land", "Vineyard", "Deciduous", "Coniferous",
        "Brushwood", "-", "-", "-", "-",
    ]  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "model."])
@pytest.mark.parametrize("ending", [".safetensors", ".ckpt"])
def test_flair_hub_describes_itself(tmp_path, hub_tensors, prefix, ending):
    tensors = {f"{prefix}{name}": tensor for name, tensor in hub_tensors.items()}
    path = save(tensors, tmp_path / f"FLAIR-HUB_LC-A_RGB_convnextv2nano-upernet{ending}")
    model = imported(path)
    assert model.passport.name == "FLAIR-HUB_LC-A_RGB_convnextv2nano-upernet"
    assert (model.passport.architecture, model.passport.encoder) == ("upernet-0.4", "tu-convnextv2_nano")
    assert model.passport.band_roles == RGB
    assert model.passport.means == (105.66, 111.35, 102.18)
    assert model.passport.deviations == (52.23, 45.62, 44.30)
    assert model.passport.outputs == HUB_NUMEROS
    assert model.warnings == ()
    assert ["aux_decoders, criterion, fusion_handler" in note for note in model.notes] == [True]
    head = hub_tensors["main_decoders.AERIAL_LABEL-COSIA.seg_model.segmentation_head.0.weight"]
    torch.testing.assert_close(model.tensors["segmentation_head.0.weight"], head, rtol=0, atol=0)


def test_infrared_models_take_nir_red_green_and_say_how_sure_that_is(tmp_path, hub_tensors):
    model = imported(save(hub_tensors, tmp_path / "FLAIR-HUB_LC-A_IR_convnextv2nano-upernet.safetensors"))
    assert model.passport.band_roles == ("nir", "red", "green")
    assert model.passport.means == (106.59, 105.66, 111.35)
    assert model.passport.name == "FLAIR-HUB_LC-A_IR_convnextv2nano-upernet"
    assert ["not of the model card" in warning for warning in model.warnings] == [True]


@pytest.mark.parametrize("name", ["weights", "RGB_or_IR", "aerial-fir"])
def test_three_bands_without_a_name_are_asked_for(tmp_path, hub_tensors, name):
    path = save(hub_tensors, tmp_path / f"{name}.safetensors")
    with pytest.raises(ModelError, match=r"takes 3 bands, and the file does not say which: .* BAND_ROLES"):
        imported(path)
    passport = imported(path, band_roles=("nir", "red", "green")).passport
    assert (passport.band_roles, passport.deviations) == (("nir", "red", "green"), (39.78, 52.23, 45.62))


def test_a_band_without_known_statistics_is_named(tmp_path, hub_tensors):
    path = save(hub_tensors, tmp_path / "weights.safetensors")
    with pytest.raises(InvalidInputError, match="statistics of the band red_edge are not known; give MEANS and STDS"):
        imported(path, band_roles=("red", "green", "red_edge"))


@pytest.mark.parametrize(
    ("further", "sentence"),
    [
        (
            "encoders.DEM_ELEV.seg_model.conv1.weight",
            "reads AERIAL_RGBI, DEM_ELEV and answers AERIAL_LABEL-COSIA; only",
        ),
        ("adapter.weight", r"holds the tensor 'adapter\.weight', which is no part of a FLAIR-HUB model"),
    ],
)
def test_models_of_several_images_are_refused(tmp_path, hub_tensors, further, sentence):
    path = save({**hub_tensors, further: torch.ones(1)}, tmp_path / "x_RGB.safetensors")
    with pytest.raises(ModelError, match=sentence):
        imported(path)


def test_models_of_crops_are_refused(tmp_path, hub_tensors):
    tensors = {name.replace("AERIAL_LABEL-COSIA", "ALL_LABEL-LPIS"): tensor for name, tensor in hub_tensors.items()}
    with pytest.raises(ModelError, match="reads AERIAL_RGBI and answers ALL_LABEL-LPIS; only"):
        imported(save(tensors, tmp_path / "x_RGB.safetensors"))


def test_an_unknown_encoder_is_refused(tmp_path, hub_tensors):
    stem = "encoders.AERIAL_RGBI.seg_model.model.stem_0.weight"
    path = save({**hub_tensors, stem: torch.ones(72, 3, 4, 4)}, tmp_path / "x_RGB.safetensors")
    with pytest.raises(ModelError, match=r"The encoder in 'x_RGB\.safetensors' is none that IGN published"):
        imported(path)


# Networks that the user describes


@pytest.mark.parametrize("prefix", ["", "model.", "module.net."])
def test_a_described_network(tmp_path, small, prefix):
    path = save({f"{prefix}{name}": tensor for name, tensor in small.items()}, tmp_path / "mine.pth")
    model = imported(path, **GENERIC, means=(100, 101, 102), stds=(50, 51, 52), pixel_size_m=0.5)
    passport = model.passport
    assert (passport.name, passport.outputs, passport.pixel_size_m) == ("mine", (1, 9, 0), 0.5)
    assert (passport.normalisation, passport.means, passport.deviations) == (
        "norma-source", (100, 101, 102), (50, 51, 52),
    )  # fmt: skip
    assert passport.decoder_channels == (256, 128, 64, 32, 16)


def test_without_statistics_it_is_norma_01(tmp_path, small):
    passport = imported(save(small, tmp_path / "mine.pth"), **GENERIC, encoding="reflectance").passport
    assert (passport.normalisation, passport.means, passport.encoding) == ("norma-01", (), "reflectance")


@pytest.mark.parametrize("architecture", ["unet", "unetplusplus", "manet"])
def test_channels_of_the_decoder_are_taken_from_the_file(tmp_path, architecture):
    import segmentation_models_pytorch as smp

    channels = (48, 40, 32, 24, 16)
    network = smp.create_model(architecture, "resnet18", encoder_weights=None, classes=2, decoder_channels=channels)
    path = save(network.state_dict(), tmp_path / "mine.pth")
    fields = {**GENERIC, "architecture": architecture, "encoder": "resnet18", "class_map": (1, 2)}
    assert imported(path, **fields).passport.decoder_channels == channels


@pytest.mark.parametrize(
    "architecture", ["linknet", "fpn", "pspnet", "deeplabv3", "deeplabv3plus", "pan", "upernet", "segformer"]
)
def test_every_other_architecture_can_be_described(tmp_path, architecture):
    import segmentation_models_pytorch as smp

    network = smp.create_model(architecture, "resnet18", encoder_weights=None, classes=2)
    fields = {**GENERIC, "architecture": architecture, "encoder": "resnet18", "class_map": (1, 2)}
    model = imported(save(network.state_dict(), tmp_path / "mine.pth"), **fields)
    assert (model.passport.architecture, model.passport.decoder_channels) == (architecture, ())


def test_upernet_of_version_0_4_is_told_by_its_layers(tmp_path):
    state = plausible_weights(network_for("upernet-0.4", "resnet18", outputs=2))
    fields = {**GENERIC, "architecture": "upernet", "encoder": "resnet18", "class_map": (1, 2)}
    assert imported(save(state, tmp_path / "mine.pth"), **fields).passport.architecture == "upernet-0.4"


@pytest.mark.parametrize(
    ("fields", "error", "sentence"),
    [
        ({"band_roles": ()}, InvalidInputError, "is of none of IGN's families, so give BAND_ROLES"),
        ({"class_map": ()}, InvalidInputError, "is of none of IGN's families, so give CLASS_MAP"),
        ({"band_roles": ("red", "green", "pink")}, InvalidInputError, "'pink' is unknown"),
        ({"band_roles": ("red", "green", "red")}, InvalidInputError, "BAND_ROLES is red, green, red, but each input"),
        ({"band_roles": ("red", "-", "blue")}, InvalidInputError, "BAND_ROLES is red, -, blue, but each input"),
        ({"band_roles": (*RGB, "nir")}, ModelError, "0.0.weight' is 32 × 3 × 3 × 3 in the file and 32 × 4 × 3 × 3"),
        ({"class_map": (1, 2)}, InvalidInputError, "CLASS_MAP has 2 numbers, but the network in 'mine.pth' has 3"),
        ({"class_map": (1, 2, 16)}, InvalidInputError, "CLASS_MAP holds 16, which is no class"),
        ({"class_map": (0, 0, 0)}, InvalidInputError, "CLASS_MAP holds no class but 0"),
        ({"means": (1, 2)}, InvalidInputError, "MEANS has 2 numbers, but the network has 3 bands: red, green, blue"),
        ({"means": (9, float("nan"), 9), "stds": (1, 1, 1)}, InvalidInputError, "MEANS holds nan, but must be finite"),
        ({"means": (9, 9, 9), "stds": (1, 1, float("inf"))}, InvalidInputError, "STDS holds inf, but must be finite"),
        ({"means": (100, 100, 100)}, InvalidInputError, "STDS has 0 numbers, but the network has 3 bands"),
        ({"means": (9, 9, 9), "stds": (1, 0, 1)}, InvalidInputError, "STDS holds 0, but must be above 0"),
        (
            {"means": (0.485, 0.456, 0.406), "stds": (0.229, 0.224, 0.225)},
            InvalidInputError,
            "look like numbers for pixels of 0 to 1 .* but ENCODING 8-bit counts digital numbers: multiply both by 255",
        ),
        (
            {"means": (0.1, 0.1, 0.1), "stds": (0.05, 0.05, 0.05), "encoding": "reflectance"},
            InvalidInputError,
            "multiply both by 10000",
        ),
        ({"pixel_size_m": 0.0}, InvalidInputError, "PIXEL_SIZE_M is 0.0, but must be a number of metres"),
        ({"pixel_size_m": float("inf")}, InvalidInputError, "PIXEL_SIZE_M is inf, but must be a number of metres"),
        ({"pixel_size_m": float("nan")}, InvalidInputError, "PIXEL_SIZE_M is nan, but must be a number of metres"),
        ({"architecture": "vit"}, InvalidInputError, "ARCHITECTURE 'vit' is unknown; use one of unet"),
        ({"encoding": "16-bit"}, InvalidInputError, "ENCODING '16-bit' is unknown"),
        ({"family": "sen2cor"}, InvalidInputError, "FAMILY 'sen2cor' is unknown"),
        ({"encoder": "resnet35"}, ModelError, "wants the unknown encoder 'resnet35'"),
        ({"encoder": "tu-hf-hub:someone/network"}, ModelError, "wants the unknown encoder 'tu-hf-hub:someone/network'"),
        ({"encoder": "resnet34"}, ModelError, "'encoder.conv1.weight' is absent in the file and 64 × 3 × 7 × 7 in the"),
        ({"architecture": "linknet", "encoder": "mit_b0"}, ModelError, "linknet cannot be built with the encoder mit"),
    ],
)  # fmt: skip
def test_a_description_that_does_not_fit_meets_a_sentence(tmp_path, small, fields, error, sentence):
    path = save(small, tmp_path / "mine.pth")
    with pytest.raises(error, match=sentence.replace("(", r"\(").replace(")", r"\)")):
        imported(path, **{**GENERIC, **fields})


def test_importing_twice_gives_the_same_model(inc_file):
    first, second = imported(inc_file[0]), imported(inc_file[0])
    assert dataclasses.asdict(first.passport) == dataclasses.asdict(second.passport)
