"""The transfer study: from a model of aerial images to Pléiades Neo, on simulated scenes.

    python -m benchmarks.transfer --work FOLDER --encoder-weights mobilenet_v2.pth

trains what ``results.csv`` does not hold yet, in some hours on two cores, and prints the tables of docs/transfer.md.
It may be stopped at any time: the same command goes on after the last whole epoch. Scenes and checkpoints stay in the
work folder. ``--smoke`` goes the same ways in minutes and leaves ``results.csv`` alone; ``--write-page`` trains
nothing and renews the tables of the page.

With a GPU, the full network: train it with ``python -m benchmarks.train_demo_models --model demo-ortho --encoder
resnet34`` and give it as ``--model``, with ``--device cuda`` and ``--results`` of its own.
"""

import argparse
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Optional

from benchmarks.demo_models.scenes import simulator_version
from core.model.allocator import keep_freed_memory

from .page import write_pages
from .plan import BASELINES, SMOKE, STUDY, Study
from .results import Results
from .scenes import draw_data_set
from .tables import all_tables
from .trials import Laboratory, use_threads

RESULTS = Path(__file__).parent / "results.csv"
MODEL = Path(__file__).parents[2] / "resources" / "models" / "demo-ortho.safetensors"
THREADS = 2


class Told:
    """Prints what a training tells, but not each of its steps."""

    def report(self, fraction: float, message: str = "") -> None:
        pass

    def log(self, message: str) -> None:
        print(f"  {message}", flush=True)

    warn = log

    def check_cancelled(self) -> None:
        pass


def conduct(
    study: Study, results: Results, model: Path, encoder_weights: Optional[Path], device: str, work: Path
) -> None:
    """Train and measure what is missing in the results."""
    target, source = (
        draw_data_set(sensor, count, work) for sensor, count in (("pneo", study.scenes), ("ortho", study.source_scenes))
    )
    with ExitStack() as stack:
        laboratory = Laboratory(study, target, source, model, encoder_weights, device, Told(), stack)
        origin = {"model": laboratory.parent.passport.name, "simulator": simulator_version()}
        print(laboratory.describe_split(), flush=True)
        for encoding, normalisation in BASELINES:
            common = {
                **origin,
                "part": "baseline",
                "encoding": encoding,
                "strategy": "none",
                "normalisation": normalisation,
                "area_percent": 0.0,
                "extra_bands": "ignore",
                "source_percent": 0.0,
                "seed": 0,
                "area_km2": 0.0,
            }
            if not results.holds(**common):
                results.add(common, laboratory.baseline(encoding, normalisation))
        trials = study.trials()
        for number, trial in enumerate(trials, start=1):
            common = {**origin, "encoding": trial.encoding, **vars(trial)}
            if results.holds(**common):
                continue
            print(f"{number}/{len(trials)} {trial.name}", flush=True)
            checkpoint = work / f"{trial.name}.pt"
            area_km2, figures = laboratory.train(trial, checkpoint)
            results.add({**common, "area_km2": area_km2}, figures)
            checkpoint.unlink(missing_ok=True)


def main() -> None:
    """Parse the command line, conduct the study, print the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.transfer", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, help="folder for scenes and checkpoints")
    parser.add_argument("--smoke", action="store_true", help="a study of minutes, whose figures mean nothing")
    parser.add_argument("--model", type=Path, default=MODEL, help="source model (default: demo-ortho)")
    parser.add_argument(
        "--encoder-weights",
        type=Path,
        default=os.environ.get("COSIA_IMAGENET_WEIGHTS"),
        help="torchvision's ImageNet weights of the model's encoder; without: COSIA_IMAGENET_WEIGHTS, else downloaded",
    )
    parser.add_argument("--device", default="cpu")
    parser.add_argument(
        "--results", type=Path, default=RESULTS, help="CSV that is added to (default: results.csv here)"
    )
    parser.add_argument("--write-page", action="store_true", help="renew the tables of docs/transfer.md, train nothing")
    options = parser.parse_args()
    if options.write_page:
        write_pages(Results(options.results))
        return
    if options.work is None:
        parser.error("--work is missing")
    keep_freed_memory()
    use_threads(THREADS)
    work = options.work / "smoke" if options.smoke else options.work
    work.mkdir(parents=True, exist_ok=True)
    results = Results(work / "results.csv" if options.smoke else options.results)
    conduct(SMOKE if options.smoke else STUDY, results, options.model, options.encoder_weights, options.device, work)
    for title, table in all_tables(results, "en").items():
        print(f"\n{title}\n\n{table}")


if __name__ == "__main__":
    main()
