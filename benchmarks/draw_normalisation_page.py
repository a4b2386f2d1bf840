"""Draws the pictures of docs/normalisation.md, on a simulated scene and on real pixels.

``python -m benchmarks.draw_normalisation_page --real-pixels FOLDER`` expects the aerial crops of TreeSatAI in
``FOLDER/ortho_20cm_rgbn`` (bands near infrared, red, green, blue); without them only the simulated scene is drawn.
"""

import argparse
import io
import tempfile
from pathlib import Path

import numpy as np
import rasterio
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from PIL import Image

from benchmarks.normalisation_choice.conditions import eight_bit
from benchmarks.normalisation_choice.scenes import FIRST_SEED, LabelledScene, draw_scene
from benchmarks.normalisation_choice.trials import Model, normalisations
from core.model.normalisation_trial import Trial
from core.nomenclature import CLASSES
from core.reports.figures import ACCENTS, FAINT_INK, new_figure, styled
from core.reports.normalisations_page import bar_edges
from core.reports.pictures import class_picture, natural_colours
from core.training.metrics import confusion_matrix, measure_accuracy

PICTURES_FOLDER = Path(__file__).parents[1] / "docs" / "pictures"

SEEDS = (FIRST_SEED["measuring"], FIRST_SEED["measuring"] + 1)
"""The first two scenes of the benchmark, whatever comes out."""

REAL_CROP = Path("ortho_20cm_rgbn") / "Betula_spec._1_15679_WEFL_NLF.tif"
REAL_ORDER = (1, 2, 3, 0)
"""Red, green, blue and near infrared among the bands of the crop."""

ROLES = ("red", "green", "blue", "nir")
DPI = 110


def simulated_scene(seed: int, folder: Path) -> LabelledScene:
    """Pléiades Neo, re-encoded to 8 bit as 'Stack bands' does, for a model of BD ORTHO."""
    scene = draw_scene(seed, "pneo", folder)
    return LabelledScene(eight_bit(1, 99)(scene.pixels[:4], np.random.default_rng(0)), scene.truth)


def real_scene(path: Path) -> LabelledScene:
    """An aerial image without truth."""
    with rasterio.open(path) as dataset:
        pixels = dataset.read()[list(REAL_ORDER)]
    return LabelledScene(pixels, np.zeros(pixels.shape[1:], np.uint8))


def draw_histograms(scene: LabelledScene, trials: list[Trial], model: Model) -> Figure:
    """Before and after: digital numbers, then what each normalisation makes of them, against the training data."""
    figure = new_figure(9.2, 4.4)
    with styled():
        axes = figure.subplots(4, len(trials) + 1)
    passport = model.passport
    for row, role in enumerate(ROLES):
        values = scene.pixels[row].ravel().astype(np.float32)
        _draw_panel(axes[row, 0], values, (0, 255), 1.0, passport.means[row], passport.deviations[row], FAINT_INK)
        axes[row, 0].set_ylabel(role, rotation=0, ha="right", va="center")
        for column, trial in enumerate(trials, start=1):
            one = trial.normalisation
            fed = (values - one.means[row]) / one.deviations[row]
            panel = axes[row, column]
            _draw_panel(panel, fed, (-4, 4), 1 / one.deviations[row], 0.0, 1.0, ACCENTS[column - 1])
            panel.text(0.98, 0.9, f"{trial.distances[row]:.2f}", transform=panel.transAxes, ha="right", va="top")
        for panel in axes[row]:
            panel.tick_params(labelbottom=row == 3)
    for panel, title in zip(axes[0], ("digital numbers", *(trial.name for trial in trials))):
        panel.set_title(title, fontsize=10)
    return figure


def _draw_panel(panel, values, shown, step, training_mean, training_deviation, colour) -> None:
    panel.axvspan(
        training_mean - training_deviation, training_mean + training_deviation, color=FAINT_INK, alpha=0.2, linewidth=0
    )
    panel.axvline(training_mean, color=FAINT_INK, linewidth=0.8)
    edges = bar_edges(values, *shown, step)
    counts, _edges = np.histogram(values, edges)
    panel.stairs(counts, edges, fill=True, color=colour, alpha=0.85)
    panel.set(yticks=[], xlim=shown)
    panel.spines["left"].set_visible(False)


def draw_maps(scene: LabelledScene, trials: list[Trial]) -> Figure:
    """The scene, its truth if there is one, and the map of each normalisation."""
    # Re-encoded reflectance is as linear in light as reflectance; aerial images have their tone curve already.
    encoding = "reflectance" if scene.truth.any() else "8-bit"
    everywhere = np.ones(scene.truth.shape, np.bool_)
    picture = natural_colours([(scene.pixels[:3], everywhere)], ROLES[:3], encoding).pictures[0]
    shown = [("natural colours", picture)]
    if scene.truth.any():
        shown.append(("truth", class_picture(scene.truth)))
    for trial in trials:
        title = trial.name
        if scene.truth.any():
            miou = measure_accuracy(confusion_matrix(scene.truth, trial.maps[0])).miou
            title += f"\nmIoU {miou:.1f} %, entropy {trial.entropy:.0f} %"
        else:
            title += f"\nentropy {trial.entropy:.0f} %"
        shown.append((title, class_picture(trial.maps[0])))
    figure = new_figure(11.0, 11.0 / len(shown) + 1.15)
    with styled():
        axes = figure.subplots(1, len(shown))
    for panel, (title, image) in zip(axes, shown):
        panel.imshow(image, interpolation="nearest")
        panel.set_title(title, fontsize=9)
        panel.set_axis_off()
    found = {int(numero) for trial in trials for numero in np.unique(trial.maps[0])} | set(np.unique(scene.truth))
    handles = [Patch(color=cls.colour, label=cls.english) for cls in CLASSES if cls.numero in found]
    figure.legend(handles=handles, loc="outside lower center", ncols=8, fontsize=8)
    return figure


def save(figure: Figure, path: Path) -> None:
    """As a PNG of 256 colours: maps need no more, and the page stays light."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, facecolor="white")
    Image.open(buffer).convert("RGB").quantize(256).save(path, optimize=True)
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


def main() -> None:
    """Parse the command line and draw."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.draw_normalisation_page", description=__doc__)
    parser.add_argument("--real-pixels", type=Path, help="folder of real data; its pictures are left out without it")
    parser.add_argument("--output", type=Path, default=PICTURES_FOLDER)
    parser.add_argument("--scenes", type=Path, help="where simulated scenes are kept; nowhere if not given")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    model = Model("demo-ortho")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.scenes or Path(temporary)
        scenes = {f"simulated-{number}": simulated_scene(seed, folder) for number, seed in enumerate(SEEDS, start=1)}
    if options.real_pixels and (options.real_pixels / REAL_CROP).exists():
        scenes["real"] = real_scene(options.real_pixels / REAL_CROP)
    for name, scene in scenes.items():
        trials = [model.trial(scene, one) for one in normalisations(scene, "8-bit", model.passport)]
        save(draw_histograms(scene, trials, model), options.output / f"normalisation-histograms-{name}.png")
        save(draw_maps(scene, trials), options.output / f"normalisation-maps-{name}.png")


if __name__ == "__main__":
    main()
