"""What fine-tuning brings on real pixels, far from what the demonstration model learned on.

    python -m benchmarks.real_pixels --data ../shared/data/naip_rgbn_labels

Three NAIP patches of 256 × 256 m (1 m, 8 bit, red, green, blue, near infrared) with labels of the Chesapeake
Conservancy: the model, trained on simulated aerial scenes of 20 cm, is fine-tuned on two of them, by their tree
canopy, low vegetation and impervious surfaces, and classifies the third; each patch is the third one once, for three
seeds. Rows that the CSV holds already are not computed again.

The labels merge what CoSIA tells apart, so both sides are scored by merged classes, see ``GROUPS``; a pixel of any
other class on the map is wrong. Two classifications stand for the model before: on the pixels as they are, and
resampled to the 20 cm that it was trained on; both with norma-target, the statistics of the two training patches.
"""

import argparse
import csv
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
import rasterio

from core.jobs import ClassifyJob, ComputeStatisticsJob, FineTuneJob
from core.model.allocator import keep_freed_memory
from core.model.bundled import MODELS_FOLDER
from core.pipelines import classify, compute_statistics, fine_tune

from .transfer.tables import Speech, as_markdown

RESULTS = Path(__file__).parent / "real_pixels.csv"
MODEL = MODELS_FOLDER / "demo-ortho.safetensors"
PATCHES = (0, 3, 7)
SEEDS = (0, 1, 2)


@dataclass(frozen=True)
class Group:
    """A class of the labels.

    Attributes:
        label: its number there.
        numero: the CoSIA class that it is learned as.
        numeros: those that count as right.
    """

    label: int
    numero: int
    numeros: tuple[int, ...]


GROUPS = {
    "tree canopy": Group(2, 9, (8, 9)),
    "low vegetation": Group(3, 12, (10, 11, 12, 13)),
    "impervious": Group(5, 3, (1, 3)),
}
"""Tree canopy: coniferous and deciduous, learned as deciduous. Low vegetation: brushwood, vineyard, herbaceous and
agricultural land, learned as herbaceous. Impervious: building and impervious surface, learned as the latter."""

EPOCHS, PATIENCE, MONITOR = 12, 4, "loss"
VALIDATION_PERCENT = 25.0
CHIP_PX, BATCH_SIZE = 64, 8
"""Small chips, so that both patches have ground for the training and for the validation."""


@dataclass(frozen=True)
class Row:
    """Pixels of a patch that a model did not learn from, by class of the label and merged class of the map.

    Attributes:
        patch: that was classified.
        seed: of the training; 0 before it.
        model: ``before``, ``before, resampled`` or ``after``.
        label: name of the class of the labels.
        tree_canopy, low_vegetation, impervious, other: pixels on the map.
        epochs: that were trained.
    """

    patch: int
    seed: int
    model: str
    label: str
    tree_canopy: int
    low_vegetation: int
    impervious: int
    other: int
    epochs: int


def compute(patch: int, seed: int, data: Path, folder: Path) -> list[Row]:
    """Rows of one training, and with the first seed those of the model before."""
    others = [other for other in PATCHES if other != patch]
    labels = tuple(str(_write_labels(data / f"label_{other}.tif", folder / f"labels-{other}.tif")) for other in others)
    images = tuple(str(data / f"image_{other}.tif") for other in others)
    statistics, model = folder / "statistics.json", folder / "model.safetensors"
    compute_statistics.run(ComputeStatisticsJob(images, str(statistics)), Quiet())
    rows = []
    if seed == SEEDS[0]:
        for name, is_resampled in (("before", False), ("before, resampled", True)):
            job = ClassifyJob(
                str(data / f"image_{patch}.tif"),
                str(folder / "map.tif"),
                model=str(MODEL),
                normalisation="norma-target",
                statistics=str(statistics),
                resample_to_model=is_resampled,
            )
            rows += _rows(job, patch, seed, name, data, 0)
    trained = FineTuneJob(
        images,
        labels,
        str(model),
        model=str(MODEL),
        statistics=str(statistics),
        epochs=EPOCHS,
        patience=PATIENCE,
        monitor=MONITOR,
        chip_size_px=CHIP_PX,
        batch_size=BATCH_SIZE,
        validation=VALIDATION_PERCENT,
        test=0.0,
        seed=seed,
    )
    epochs = fine_tune.run(trained, Quiet())["epochs"]
    job = ClassifyJob(str(data / f"image_{patch}.tif"), str(folder / "map.tif"), model=str(model))
    return rows + _rows(job, patch, seed, "after", data, epochs)


class Quiet:
    """A progress that nobody reads."""

    def report(self, fraction: float, message: str = "") -> None:
        pass

    def log(self, message: str) -> None:
        pass

    def warn(self, message: str) -> None:
        pass

    def check_cancelled(self) -> None:
        pass


def _write_labels(source: Path, target: Path) -> Path:
    """The labels as CoSIA classes; codes of no group become no data."""
    with rasterio.open(source) as dataset:
        codes, profile = dataset.read(1), dataset.profile
    classes = np.zeros_like(codes)
    for group in GROUPS.values():
        classes[codes == group.label] = group.numero
    with rasterio.open(target, "w", **{**profile, "nodata": 0}) as dataset:
        dataset.write(classes, 1)
    return target


def _rows(job: ClassifyJob, patch: int, seed: int, model: str, data: Path, epochs: int) -> list[Row]:
    classify.run(job, Quiet())
    with rasterio.open(job.output) as mapped, rasterio.open(data / f"label_{patch}.tif") as labels:
        counts = count_merged(labels.read(1), mapped.read(1))
    return [Row(patch, seed, model, name, *map(int, pixels), epochs) for name, pixels in zip(GROUPS, counts)]


def count_merged(labels: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Pixels by group of the label (row) and of the map (column; the last one: any other class)."""
    merged = np.full(classes.shape, len(GROUPS))
    for number, group in enumerate(GROUPS.values()):
        merged[np.isin(classes, group.numeros)] = number
    return np.array(
        [np.bincount(merged[labels == group.label], minlength=len(GROUPS) + 1) for group in GROUPS.values()]
    )


def accuracy(counts: np.ndarray) -> tuple[float, float, list[float]]:
    """OA, mIoU over the groups that occur, and the IoU of each, in percent.

    Args:
        counts: as :func:`count_merged`.
    """
    right, reference, predicted = counts.diagonal(), counts.sum(axis=1), counts.sum(axis=0)[:-1]
    with np.errstate(invalid="ignore"):
        iou = np.where(reference > 0, 100.0 * right / (reference + predicted - right), np.nan)
    return 100.0 * float(right.sum()) / int(counts.sum()), float(np.nanmean(iou)), iou.tolist()


def read_rows(file: Path) -> list[Row]:
    if not file.exists():
        return []
    with file.open(newline="", encoding="utf-8") as lines:
        kinds = {field.name: field.type for field in fields(Row)}
        return [Row(**{name: kinds[name](value) for name, value in line.items()}) for line in csv.DictReader(lines)]


def append_rows(rows: list[Row], file: Path) -> None:
    is_new = not file.exists()
    with file.open("a", newline="", encoding="utf-8") as output:
        writer = csv.DictWriter(output, [field.name for field in fields(Row)], lineterminator="\n")
        if is_new:
            writer.writeheader()
        writer.writerows(map(asdict, rows))


def matrix(rows: list[Row]) -> np.ndarray:
    """Counts of several patches together."""
    return sum(
        np.array(
            [
                [one.tree_canopy, one.low_vegetation, one.impervious, one.other] if one.label == name else [0] * 4
                for name in GROUPS
            ]
        )
        for one in rows
    )


def main() -> None:
    """Parse the command line, compute, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of image_0.tif, label_0.tif, …")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    keep_freed_memory()
    done = {(row.patch, row.seed) for row in read_rows(options.results) if row.model == "after"}
    for seed in SEEDS:
        for patch in PATCHES:
            if (patch, seed) not in done:
                with tempfile.TemporaryDirectory() as folder:
                    append_rows(compute(patch, seed, options.data, Path(folder)), options.results)
                print(f"patch {patch}, seed {seed}", flush=True)
    print(table(read_rows(options.results), Speech("en")))


def table(rows: list[Row], speech: Speech) -> str:
    """Markdown: each patch, and all of them together, of each model; of several seeds the mean and the range."""
    header = ["patch", "model", "OA (%)", "mIoU (%)", *(f"IoU {name} (%)" for name in GROUPS)]
    lines = [[speech.word(text) for text in header]]
    for patches in (*((patch,) for patch in PATCHES), PATCHES):
        for model in dict.fromkeys(row.model for row in rows):
            ours = [row for row in rows if row.model == model and row.patch in patches]
            seeds = [[row for row in ours if row.seed == seed] for seed in sorted({row.seed for row in ours})]
            found = [accuracy(matrix(seed)) for seed in seeds if {row.patch for row in seed} == set(patches)]
            columns = zip(*([overall, mean, *iou] for overall, mean, iou in found))
            cells = [speech.spread([value for value in column if np.isfinite(value)]) for column in columns]
            name = speech.word("all") if len(patches) > 1 else str(patches[0])
            lines.append([name, speech.word(model), *cells])
    return as_markdown(lines)


if __name__ == "__main__":
    main()
