"""From a published file to a map: the same labels as the network itself and as IGN's procedure give."""

import numpy as np
import pytest
import rasterio
import torch
from rasterio.windows import Window

from cosia.core.errors import InvalidInputError, ModelError
from cosia.core.jobs import ClassifyJob, ImportModelJob
from cosia.core.model.flair_hub import NUMEROS as HUB_NUMEROS
from cosia.core.model.flair_inc import NUMEROS as INC_NUMEROS
from cosia.core.model.model_file import load_model, read_passport
from cosia.core.model.network import smp, timm  # imported behind its cure for a torchvision that does not fit
from cosia.core.pipelines import classify, import_model
from tests.core.checkpoint_files import flair_hub_tensors, flair_inc_tensors, save

ROLES = ("red", "green", "blue", "nir")
MEANS = {"red": 105.08, "green": 110.87, "blue": 101.82, "nir": 106.38}
DEVIATIONS = {"red": 52.17, "green": 45.38, "blue": 44.0, "nir": 39.69}
HUB_MEANS = {"red": 105.66, "green": 111.35, "blue": 102.18, "nir": 106.59}
HUB_DEVIATIONS = {"red": 52.23, "green": 45.62, "blue": 44.30, "nir": 39.78}


def textured(height, width, bands=4):
    """8-bit pixels with large and small structures, none of them 0."""
    generator = np.random.default_rng(5)
    coarse = generator.normal(size=(bands, height // 16 + 2, width // 16 + 2)).repeat(16, 1).repeat(16, 2)
    fine = generator.normal(size=(bands, height, width))
    return np.clip(110 + 35 * coarse[:, :height, :width] + 12 * fine, 1, 255).astype(np.uint8)


def run_import(path, output, progress, **fields):
    return import_model.run(ImportModelJob(str(path), str(output), **fields), progress)


def classified(scene, model, output, progress, **fields):
    classify.run(
        ClassifyJob(str(scene), str(output), str(model), edge="zero", precision="float32", device="cpu", **fields),
        progress,
    )
    with rasterio.open(output) as dataset:
        return dataset.read(1)


# The same labels as the network itself, for each published variant


def unet(encoder, bands):
    return smp.Unet(encoder, encoder_weights=None, in_channels=bands, classes=19)


def flair_inc(architecture, encoder, bands, build):
    tensors = flair_inc_tensors(architecture, encoder, bands)
    state = {name.removeprefix("model.seg_model."): tensor for name, tensor in tensors.items()}
    if architecture == "deeplabv3":
        present = {"decoder.0.": "decoder.aspp.", "decoder.1.": "decoder.conv.", "decoder.2.": "decoder.bn."}
        state = {present.get(name[:10], name[:10]) + name[10:]: tensor for name, tensor in state.items()}
    network = build(encoder, bands)
    network.load_state_dict(state)
    return tensors, network.eval(), ROLES[:bands], MEANS, DEVIATIONS, INC_NUMEROS


def flair_hub(architecture, encoder, roles, build):
    """The encoder is built from timm by itself; only UPerNet's decoder of smp 0.4 is the project's own."""
    tensors = flair_hub_tensors(architecture, encoder)
    network = build(encoder, len(roles))
    state = {}
    for name, tensor in tensors.items():
        if name.startswith("model.encoders."):
            state["encoder." + name.removeprefix("model.encoders.AERIAL_RGBI.seg_model.")] = tensor
        elif name.startswith("model.main_decoders.") and ".fpn_stages.4." not in name:
            state[name.removeprefix("model.main_decoders.AERIAL_LABEL-COSIA.seg_model.")] = tensor
    network.load_state_dict(state)
    return tensors, network.eval(), roles, HUB_MEANS, HUB_DEVIATIONS, HUB_NUMEROS


def swin_unet(encoder, bands):
    return smp.Unet(encoder, encoder_weights=None, in_channels=bands, classes=19, img_size=512, strict_img_size=False)


def upernet_04(encoder, bands):
    from cosia.core.model.upernet_04 import UPerNet04

    sizes = {"img_size": 512, "strict_img_size": False} if "swin" in encoder else {}
    return UPerNet04(smp.encoders.get_encoder(encoder, in_channels=bands, weights=None, **sizes), 19)


VARIANTS = {
    "FLAIR-INC_rgb_15cl_resnet34-unet": lambda: flair_inc("unet", "resnet34", 3, unet),
    "FLAIR-INC_rgbi_15cl_resnet34-unet": lambda: flair_inc("unet", "resnet34", 4, unet),
    "FLAIR-INC_rgb_15cl_mitb5-unet": lambda: flair_inc("unet", "mit_b5", 3, unet),
    "FLAIR-INC_rgb_15cl_resnet34-deeplabv3": lambda: flair_inc(
        "deeplabv3",
        "resnet34",
        3,
        lambda encoder, bands: smp.DeepLabV3(encoder, encoder_weights=None, classes=19, in_channels=bands),
    ),
    "FLAIR-INC_rgb_15cl_resnet34-fpn": lambda: flair_inc(
        "fpn",
        "resnet34",
        3,
        lambda encoder, bands: smp.FPN(encoder, encoder_weights=None, classes=19, in_channels=bands),
    ),
    "FLAIR-HUB_LC-A_RGB_resnet34-unet": lambda: flair_hub("unet", "resnet34", ROLES[:3], unet),
    "FLAIR-HUB_LC-A_RGB_swintiny-upernet": lambda: flair_hub(
        "upernet-0.4", "tu-swin_tiny_patch4_window7_224", ROLES[:3], upernet_04
    ),
    "FLAIR-HUB_LC-A_IR_convnextv2tiny-upernet": lambda: flair_hub(
        "upernet-0.4", "tu-convnextv2_tiny", ("nir", "red", "green"), upernet_04
    ),
    "FLAIR-HUB_LC-A_IR_swintiny-unet": lambda: flair_hub(
        "unet", "tu-swin_tiny_patch4_window7_224", ("nir", "red", "green"), swin_unet
    ),
}
"""By the name that the import gives."""


@pytest.mark.parametrize("name", VARIANTS)
def test_a_published_variant_gives_the_labels_of_its_network(tmp_path, write_raster, progress, name):
    tensors, network, roles, means, deviations, numeros = VARIANTS[name]()
    ending = ".pth" if "INC" in name else ".safetensors"
    path = save(tensors, tmp_path / f"{name}{ending}")
    model = tmp_path / "model.safetensors"
    results = run_import(path, model, progress)
    assert results == {"output": str(model), "model_hash": read_passport(model).tensor_hash, "name": name}
    path.unlink()

    pixels = textured(96, 96)
    scene = write_raster(pixels, roles=ROLES)
    labels = classified(scene, model, tmp_path / "map.tif", progress, tile_size_px=160, margin_px=32)
    padded = np.pad(pixels, ((0, 0), (32, 32), (32, 32))).astype(np.float32)
    normalised = [(padded[ROLES.index(role)] - means[role]) / deviations[role] for role in roles]
    with torch.inference_mode():
        logits = network(torch.from_numpy(np.stack(normalised)[None].astype(np.float32)))[0, :, 32:-32, 32:-32].numpy()
    trained = [output for output, numero in enumerate(numeros) if numero]
    expected = np.array(numeros)[trained][logits[trained].argmax(axis=0)]
    assert len(np.unique(expected)) > 3
    assert (labels == expected).mean() >= 0.999


def test_the_shifted_windows_of_swin_do_not_depend_on_how_the_network_was_built():
    """Masks made for each tile are those that a network of fixed size carries along."""
    options = {"pretrained": False, "features_only": True, "img_size": 512}
    fixed, free = (
        timm.create_model("swin_tiny_patch4_window7_224", strict_img_size=strict, **options).eval()
        for strict in (True, False)
    )
    free.load_state_dict(fixed.state_dict())
    pixels = torch.randn(1, 3, 512, 512, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        for one, other in zip(fixed(pixels), free(pixels)):
            torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


# The same labels as IGN's procedure


def ign_labels(path, scene):
    """IGN's tiled procedure in plain steps: boundless patches of 512 px every 256 px, the inner 256 px of each kept.

    Returns:
        uint8 output of the network per pixel, 0-18, the argmax over all of them.
    """
    network = smp.Unet("resnet34", encoder_weights=None, in_channels=4, classes=19)
    state = torch.load(path, weights_only=True)
    network.load_state_dict({name.removeprefix("model.seg_model."): value for name, value in state.items()})
    network.eval()
    means, deviations = (np.array([table[role] for role in ROLES])[:, None, None] for table in (MEANS, DEVIATIONS))
    with rasterio.open(scene) as source, torch.no_grad():
        labels = np.zeros((source.height, source.width), np.uint8)
        for row in range(0, source.height, 256):
            for column in range(0, source.width, 256):
                window = Window(column - 128, row - 128, 512, 512)
                patch = source.read(window=window, boundless=True, fill_value=0)
                normalised = ((patch - means) / deviations).astype(np.float32)
                inner = network(torch.from_numpy(normalised)[None])[0, :, 128:-128, 128:-128].argmax(dim=0).numpy()
                height, width = min(256, source.height - row), min(256, source.width - column)
                labels[row : row + height, column : column + width] = inner[:height, :width]
    return labels


def test_labels_are_those_of_igns_procedure(tmp_path, write_raster, progress):
    tensors = flair_inc_tensors()
    # Outputs that never were the right answer in training only ever got smaller: IGN's argmax does not choose them.
    tensors["model.seg_model.segmentation_head.0.bias"][[14, 15, 16, 18]] = -1000.0
    path = save(tensors, tmp_path / "weights.pth")
    model = tmp_path / "model.safetensors"
    run_import(path, model, progress)
    scene = write_raster(textured(300, 420), roles=ROLES)
    labels = classified(scene, model, tmp_path / "map.tif", progress, tile_size_px=512, margin_px=128)
    expected = np.array(INC_NUMEROS)[ign_labels(path, scene)]
    assert len(np.unique(expected)) > 5
    assert (labels == expected).mean() >= 0.9999, (labels != expected).nonzero()


def test_outputs_that_never_trained_are_never_predicted(tmp_path, write_raster, progress):
    tensors = flair_inc_tensors()
    tensors["model.seg_model.segmentation_head.0.bias"][[14, 15, 16, 18]] = 1000.0
    model = tmp_path / "model.safetensors"
    run_import(save(tensors, tmp_path / "weights.pth"), model, progress)
    scene = write_raster(textured(64, 64), roles=ROLES)
    labels = classified(scene, model, tmp_path / "map.tif", progress, margin_px=32)
    assert 0 < labels.min() <= labels.max() <= 15
    assert len(np.unique(labels)) > 3


# The file that is written


@pytest.mark.parametrize(("bands", "published_bytes"), [(3, 97_932_755), (4, 97_945_299), (5, 97_957_843)])
def test_files_have_the_published_size(tmp_path, bands, published_bytes):
    path = save(flair_inc_tensors(bands=bands), tmp_path / "weights.pth")
    assert path.stat().st_size == pytest.approx(published_bytes, rel=0.001)


def test_the_log_tells_what_was_imported(tmp_path, progress):
    tensors = {**flair_inc_tensors(), "criterion.weight": torch.tensor([1.0] * 14 + [0, 0, 0, 1, 0])}
    run_import(save(tensors, tmp_path / "weights.pth"), tmp_path / "model.safetensors", progress)
    assert progress.messages == [
        "FLAIR-INC_rgbi_15cl_resnet34-unet: unet with the encoder resnet34, for pixels of 0.2 m.",
        "Bands, in order: red, green, blue, nir.",
        "Classes of its outputs: Building, Pervious surface, Impervious surface, Bare soil, Water, Coniferous, "
        "Deciduous, Brushwood, Vineyard, Herbaceous vegetation, Agricultural land, Plowed land, Swimming pool, Snow, "
        "Greenhouse.",
        "Output channels that are no CoSIA class, and are never predicted: 14, 15, 16, 18 of 0 to 18.",
        "Training statistics (8-bit, mean ± standard deviation): red 105.08 ± 52.17, green 110.87 ± 45.38, "
        "blue 101.82 ± 44, nir 106.38 ± 39.69.",
        "Left out, because only training needs it: criterion.weight.",
    ]
    assert progress.warnings == []
    assert progress.fractions[-1] == 1.0


def test_the_same_file_gives_the_same_bytes(tmp_path, progress):
    path = save(flair_inc_tensors(bands=3), tmp_path / "weights.pth")
    for name in ("first", "second"):
        run_import(path, tmp_path / f"{name}.safetensors", progress)
    assert (tmp_path / "first.safetensors").read_bytes() == (tmp_path / "second.safetensors").read_bytes()
    passport, network = load_model(tmp_path / "first.safetensors")
    assert passport.training["imported_from"]["file"] == "weights.pth"
    assert not network.training


def test_a_refused_file_leaves_nothing_and_keeps_what_lay_there(tmp_path, progress):
    tensors = flair_inc_tensors(bands=3)
    tensors.pop("model.seg_model.segmentation_head.0.bias")
    path = save(tensors, tmp_path / "weights.pth")
    former = tmp_path / "model.safetensors"
    former.write_bytes(b"former")
    for output in (former, tmp_path / "new.safetensors"):
        with pytest.raises(
            ModelError, match=r"'segmentation_head\.0\.bias' is absent in the file and 19 in the network"
        ):
            run_import(path, output, progress)
    assert former.read_bytes() == b"former"
    assert sorted(tmp_path.iterdir()) == [former, path]


def test_an_output_with_another_ending_is_refused_at_once(tmp_path, progress):
    with pytest.raises(InvalidInputError, match=r"model\.pth' must end in \.safetensors"):
        run_import(tmp_path / "absent.pth", tmp_path / "model.pth", progress)


def test_the_file_to_import_is_never_overwritten(tmp_path, progress):
    path = tmp_path / "weights.safetensors"
    path.write_bytes(b"weights")
    with pytest.raises(InvalidInputError, match="would be written over a file that is read"):
        run_import(path, path, progress)
    assert path.read_bytes() == b"weights"
