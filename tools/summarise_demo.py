"""Prints what the demonstration found: area and share per class, accuracy against the truth, speed.

summarise_demo.py CLASSIFICATION TRUTH SECONDS
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import rasterio

from core.nomenclature import CLASSES, NO_DATA
from core.raster.grid import Grid
from core.training.metrics import confusion_matrix, measure_accuracy


def main(classification: str, truth: str, seconds: float) -> None:
    with rasterio.open(classification) as dataset, rasterio.open(truth) as reference:
        grid = Grid.of(dataset)
        if not grid.matches(Grid.of(reference)):
            sys.exit(f"{truth} lies on another grid than {classification}")
        found, true = dataset.read(1), reference.read(1)
        notice = dataset.tags().get("COSIA_NOTICE")
    x_m, y_m = grid.pixel_size_m()
    figures = measure_accuracy(confusion_matrix(true, found))
    covered = (found != NO_DATA).sum()
    print(f"{'class':24s} {'area m²':>10s} {'share %':>8s} {'IoU %':>7s}")
    for cls, iou in zip(CLASSES, figures.iou):
        pixels = (found == cls.numero).sum()
        shown = "absent" if np.isnan(iou) else f"{iou:.1f}"
        print(f"{cls.english:24s} {pixels * x_m * y_m:10.0f} {100 * pixels / covered:8.2f} {shown:>7s}")
    print(f"Against the sample's truth: overall accuracy {figures.overall:.1f} %, mIoU {figures.miou:.1f} %")
    print(f"(mean of the {figures.present.sum()} classes that are present in the truth).")
    print(f"{found.size / 1e6 / seconds:.3f} megapixels per second, {seconds:.1f} s for Classify with its start.")
    if notice:
        print(notice)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
