"""Trains a demonstration model on simulated scenes.

    python -m benchmarks.train_demo_models --model demo-pneo --encoder-weights mobilenet_v2.pth --work FOLDER

The bundled models' encoder starts from torchvision's ImageNet weights, the file that
``torchvision.models.MobileNet_V2_Weights.IMAGENET1K_V1.url`` points to (for ``--encoder resnet34``:
``ResNet34_Weights.IMAGENET1K_V1``); without a file it starts from random weights. The same command on the
same machine gives the same model. Scenes and checkpoints stay in the work folder: after an interruption the
same command continues. The default number of steps takes about an hour on two cores.
"""

import argparse
import hashlib
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Optional

import torch

from benchmarks.demo_models import recipe, scenes
from benchmarks.demo_models.evaluation import evaluate, record
from core.model.allocator import keep_freed_memory
from core.model.model_file import save_model
from core.model.network import build_network
from core.model.passport import Passport
from core.training.chips import ChipSampler
from core.training.initialisation import load_encoder
from core.training.loop import Schedule, train
from core.training.losses import CrossEntropyAndDice

MODELS_FOLDER = Path(__file__).parents[1] / "resources" / "models"
STEPS_BETWEEN_VALIDATIONS = 500


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.train_demo_models",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--model", choices=recipe.DEMO_MODELS, required=True)
    parser.add_argument("--encoder", choices=recipe.DECODER_CHANNELS, default=recipe.COMPACT_ENCODER)
    parser.add_argument("--encoder-weights", type=Path, help="torchvision's ImageNet weights")
    parser.add_argument("--work", type=Path, required=True, help="folder for scenes and checkpoints")
    parser.add_argument("--steps", type=int, default=2000, help="batches of 8 chips (default: %(default)s)")
    options = parser.parse_args()
    keep_freed_memory()
    output = train_demo_model(
        recipe.DEMO_MODELS[options.model], options.encoder, options.encoder_weights, options.work, options.steps
    )
    print(f"written: {output}")


def train_demo_model(
    model: recipe.DemoModel, encoder: str, encoder_weights: Optional[Path], work: Path, steps: int
) -> Path:
    """Trains a model, tests it and writes its file.

    Returns:
        The model file: in ``resources/models`` for the compact encoder, else in the work folder.
    """
    schedule = Schedule(steps)
    training = {
        "notice": recipe.NOTICE,
        "scenes": {
            "simulator": scenes.simulator_version(),
            "size_m": scenes.SCENE_SIZE_M,
            "first_seed": scenes.FIRST_SEED,
            "per_landscape_kind": scenes.SCENES_PER_KIND,
        },
        "encoder_start": _describe_weights(encoder_weights),
        "schedule": asdict(schedule),
        "batch_size": recipe.BATCH_SIZE,
        "loss": {"label_smoothing": recipe.LABEL_SMOOTHING, "dice_weight": recipe.DICE_WEIGHT},
        "seed": recipe.SEED,
    }
    folder = work / f"{model.name}-{encoder}-{_digest(training)}"
    folder.mkdir(parents=True, exist_ok=True)
    images = {split: scenes.draw_scenes(model.simulated_as, split, work) for split in scenes.FIRST_SEED}
    normalisation = scenes.source_normalisation(images["training"])
    passport = Passport(
        name=model.name,
        architecture="unet",
        encoder=encoder,
        decoder_channels=recipe.DECODER_CHANNELS[encoder],
        band_roles=model.sensor.roles,
        encoding=model.sensor.encoding,
        normalisation=normalisation.name,
        means=normalisation.means,
        deviations=normalisation.deviations,
        outputs=recipe.OUTPUTS,
        pixel_size_m=model.sensor.pixel_size_m,
        patch_size_px=recipe.CHIP_PX,
        demonstration=True,
        training=training,
        licence=recipe.LICENCE,
        source=recipe.SOURCE,
    )
    torch.manual_seed(recipe.SEED)
    network = build_network(passport)
    if encoder_weights is not None:
        load_encoder(network.encoder, model.sensor.roles, torch.load(encoder_weights, weights_only=True))
    sampler = ChipSampler(images["training"], normalisation, recipe.OUTPUTS, recipe.CHIP_PX, recipe.SEED)
    start = time.monotonic()

    def watch(done: int, loss: float, averaged: torch.nn.Module) -> None:
        line = f"{(time.monotonic() - start) / 60:6.1f} min  step {done}/{steps}  loss {loss:.4f}"
        if done % STEPS_BETWEEN_VALIDATIONS == 0:
            accuracy = evaluate(averaged, normalisation, images["validation"])
            line += f"  validation mIoU {accuracy.miou:.2f}  OA {accuracy.overall:.2f}"
        print(line, flush=True)

    averaged = train(
        network,
        lambda step: sampler.draw(step, recipe.BATCH_SIZE),
        CrossEntropyAndDice(recipe.LABEL_SMOOTHING, recipe.DICE_WEIGHT),
        schedule,
        folder / "checkpoint.pt",
        watch,
    )
    # The test sees the weights as the file will hold them.
    averaged.half().float()
    training["accuracy"] = {
        "data": f"{len(images['test'])} simulated test scenes",
        **record(evaluate(averaged, normalisation, images["test"])),
    }
    print(json.dumps(training["accuracy"], indent=1, ensure_ascii=False))
    compact = encoder == recipe.COMPACT_ENCODER
    output = MODELS_FOLDER / f"{model.name}.safetensors" if compact else work / f"{model.name}-{encoder}.safetensors"
    save_model(output, passport, averaged.state_dict(), torch.float16)
    return output


def _describe_weights(encoder_weights: Optional[Path]) -> str:
    if encoder_weights is None:
        return "random"
    return f"torchvision ImageNet, sha256:{hashlib.sha256(encoder_weights.read_bytes()).hexdigest()}"


def _digest(values: dict[str, object]) -> str:
    """Tells trainings with different settings apart."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:8]


if __name__ == "__main__":
    main()
