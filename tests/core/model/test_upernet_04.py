"""The decoder has the layers of segmentation-models-pytorch 0.4, and answers at the image's own resolution."""

import pytest
import torch

from cosia.core.model.network import build_empty_network, build_network
from cosia.core.model.passport import Passport


def passport_of(encoder):
    return Passport(
        name="upernet",
        architecture="upernet-0.4",
        encoder=encoder,
        decoder_channels=(),
        band_roles=("red", "green", "blue"),
        encoding="8-bit",
        normalisation="norma-01",
        means=(),
        deviations=(),
        outputs=tuple(range(1, 16)) + (0,) * 4,
        pixel_size_m=0.2,
        patch_size_px=512,
        demonstration=False,
        training={},
        licence="",
        source="",
    )


@pytest.mark.parametrize(
    ("encoder", "millions"),
    [("tu-convnextv2_tiny", 29.8), ("tu-swin_base_patch4_window12_384", 89.4)],
)
def test_parameters_are_as_many_as_the_model_cards_say(encoder, millions):
    # The cards of FLAIR-HUB_LC-A_IR_convnextv2tiny-upernet and FLAIR-HUB_LC-A_RGB_swinbase-upernet.
    network = build_empty_network(passport_of(encoder))
    assert sum(parameter.numel() for parameter in network.parameters()) / 1e6 == pytest.approx(millions, abs=0.05)


def test_decoder_has_the_shapes_of_version_0_4():
    shapes = {
        name: tuple(tensor.shape)
        for name, tensor in build_empty_network(passport_of("tu-convnextv2_tiny")).state_dict().items()
        if tensor.ndim == 4 and not name.startswith("encoder")
    }
    assert shapes == {
        **{f"decoder.psp.blocks.{block}.1.0.weight": (192, 768, 1, 1) for block in range(4)},
        "decoder.psp.out_conv.0.weight": (256, 1536, 1, 1),
        "decoder.fpn_stages.0.skip_conv.0.weight": (256, 384, 1, 1),
        "decoder.fpn_stages.1.skip_conv.0.weight": (256, 192, 1, 1),
        "decoder.fpn_stages.2.skip_conv.0.weight": (256, 96, 1, 1),
        "decoder.fpn_bottleneck.0.weight": (64, 1280, 3, 3),
        "segmentation_head.0.weight": (19, 64, 1, 1),
    }


@pytest.mark.parametrize("encoder", ["resnet18", "tu-convnextv2_atto"])
def test_a_constant_image_has_the_features_of_its_formula(encoder):
    """On a constant image without padding effects every level is constant: the decoder is a chain of 1 × 1 sums."""
    torch.manual_seed(0)
    network = build_network(passport_of(encoder)).eval()
    decoder = network.decoder
    channels = network.encoder.out_channels
    levels = [
        torch.full((1, count, 64 // 2**level, 64 // 2**level), 0.1 * level) for level, count in enumerate(channels)
    ]

    def of_constant(convolution, constant):
        """The answer of convolution, batch normalisation and ReLU to one constant per channel."""
        size = convolution[0].kernel_size[0]
        return convolution[2](convolution[1](convolution[0](constant[None, :, None, None].expand(-1, -1, size, size))))

    with torch.inference_mode():
        deepest = levels[-1][0, :, 0, 0]
        pooled = [of_constant(block[1], deepest)[0, :, 0, 0] for block in decoder.psp.blocks]
        pyramid = [of_constant(decoder.psp.out_conv, torch.cat([deepest, *pooled]))[0, :, 0, 0]]
        for stage, level in zip(decoder.fpn_stages, levels[-2:0:-1]):
            lateral = of_constant(stage.skip_conv, level[0, :, 0, 0])[0, :, 0, 0] if level.shape[1] else 0
            pyramid.append(pyramid[-1] + lateral)
        centre = decoder.fpn_bottleneck[0](torch.cat(pyramid)[None, :, None, None].expand(-1, -1, 3, 3))[:, :, 1:2, 1:2]
        expected = decoder.fpn_bottleneck[2](decoder.fpn_bottleneck[1](centre))
        answer = decoder(levels)
    assert answer.shape == (1, 64, 16, 16)
    inside = answer[:, :, 4:12, 4:12]
    torch.testing.assert_close(inside, expected.expand_as(inside), rtol=1e-4, atol=1e-5)
