"""How often the advice of 'Compare normalisations' picks the best one, without a reference, on scenes of known truth.

``python -m benchmarks.normalisation_choice --scenes 16 --folder FOLDER`` draws the scenes, tries every condition and
prints the tables of docs/normalisation.md. What the folder holds already is not computed again.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from core.model.allocator import keep_freed_memory

from .conditions import CONDITIONS
from .scenes import FIRST_SEED, LabelledScene, draw_scene
from .trials import Model, Outcome, judge

CLOSE_PERCENT = (1.0, 3.0, 6.0)
"""Differences of mean entropy by which the outcomes are grouped."""

Rule = Callable[[Outcome], str]


def lowest(outcome: Outcome, figure: dict[str, float], names: Sequence[str]) -> str:
    return min((name for name in figure if name in names), key=figure.__getitem__)


EVERY = ("norma-01", "norma-source", "norma-target")
SCALED_AS_TRAINED = EVERY[1:]

RULES: dict[str, Rule] = {
    "advice": lambda outcome: outcome.recommended,
    "always norma-target": lambda outcome: "norma-target",
    "norma-source where it applies": lambda outcome: (
        "norma-source" if "norma-source" in outcome.miou else "norma-target"
    ),
    "highest confidence of all": lambda outcome: max(outcome.confidence, key=outcome.confidence.__getitem__),
    "lowest entropy of all": lambda outcome: lowest(outcome, outcome.entropy, EVERY),
    "highest confidence but norma-01": lambda outcome: max(
        SCALED_AS_TRAINED, key=lambda name: outcome.confidence.get(name, 0.0)
    ),
    "norma-source nearer than 0.5": lambda outcome: (
        "norma-source" if outcome.distance.get("norma-source", 9.0) < 0.5 else "norma-target"
    ),
    "norma-source nearer than 0.8": lambda outcome: (
        "norma-source" if outcome.distance.get("norma-source", 9.0) < 0.8 else "norma-target"
    ),
}


def compute(split: str, scenes: int, folder: Path) -> list[Outcome]:
    """Outcomes of all conditions, from ``folder`` as far as it holds them."""
    file = folder / f"{split}.jsonl"
    known = [Outcome(**json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []
    done = {(outcome.condition, outcome.seed, outcome.kind) for outcome in known}
    models = {name: Model(name) for name in {condition.model for condition in CONDITIONS}}
    for seed in range(FIRST_SEED[split], FIRST_SEED[split] + scenes):
        for condition in CONDITIONS:
            model = models[condition.model]
            missing = [kind for kind in ("mixed", "single") if (condition.name, seed, kind) not in done]
            if not missing:
                continue
            plain = draw_scene(seed, condition.sensor, folder)
            pixels = plain.pixels[: len(model.passport.band_roles)]
            changed = LabelledScene(condition.change(pixels, np.random.default_rng([seed, 5])), plain.truth)
            for kind in missing:
                scene = changed if kind == "mixed" else changed.quarter()
                outcome = judge(scene, kind, seed, condition, model)
                known.append(outcome)
                with file.open("a") as output:
                    output.write(json.dumps(asdict(outcome)) + "\n")
        print(f"scene {seed} done", flush=True)
    seeds = range(FIRST_SEED[split], FIRST_SEED[split] + scenes)
    return [outcome for outcome in known if outcome.seed in seeds]


def print_rules(outcomes: list[Outcome]) -> None:
    """How often each rule picks the best normalisation, and what it loses on average and at worst."""
    print("| rule | picks the best (%) | mean mIoU (%) | mean loss | worst loss |\n|---|---|---|---|---|")
    for name, rule in RULES.items():
        got = np.array([outcome.miou[rule(outcome)] for outcome in outcomes])
        lost = np.array([max(outcome.miou.values()) for outcome in outcomes]) - got
        hits = 100 * (lost == 0).mean()
        print(f"| {name} | {hits:.0f} | {got.mean():.1f} | {lost.mean():.1f} | {lost.max():.1f} |")


def print_conditions(outcomes: list[Outcome]) -> None:
    """Mean mIoU and entropy of each normalisation by condition."""
    print(f"| condition | {' | '.join(EVERY)} | advice right |\n|---|---|---|---|---|")
    for condition in CONDITIONS:
        ours = [outcome for outcome in outcomes if outcome.condition == condition.name]
        cells = []
        for name in EVERY:
            if name in ours[0].miou:
                miou = np.mean([outcome.miou[name] for outcome in ours])
                entropy = np.mean([outcome.entropy[name] for outcome in ours])
                cells.append(f"{miou:.1f} ({entropy:.0f})")
            else:
                cells.append("–")
        right = sum(outcome.miou[outcome.recommended] == max(outcome.miou.values()) for outcome in ours)
        print(f"| {condition.name} | {' | '.join(cells)} | {right} of {len(ours)} |")


def print_gaps(outcomes: list[Outcome]) -> None:
    """How often the lower entropy is right, by how much lower it is, where there is a choice."""
    print("| entropy lower by | scenes | right (%) | mean loss |\n|---|---|---|---|")
    choices = [outcome for outcome in outcomes if "norma-source" in outcome.miou]
    gaps = np.array([abs(one.entropy["norma-source"] - one.entropy["norma-target"]) for one in choices])
    losses = np.array([max(one.miou.values()) - one.miou[one.recommended] for one in choices])
    edges = (0.0, *CLOSE_PERCENT, np.inf)
    for low, high in zip(edges, edges[1:]):
        inside = (gaps >= low) & (gaps < high)
        if inside.any():
            right = 100 * (losses[inside] == 0).mean()
            print(f"| {low:g}-{high:g} | {inside.sum()} | {right:.0f} | {losses[inside].mean():.1f} |")


def main() -> None:
    """Parse the command line, compute, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.normalisation_choice", description=__doc__)
    parser.add_argument("--split", choices=FIRST_SEED, default="measuring")
    parser.add_argument("--scenes", type=int, default=16)
    parser.add_argument("--folder", type=Path, required=True, help="where scenes and outcomes are kept")
    options = parser.parse_args()
    keep_freed_memory()
    options.folder.mkdir(parents=True, exist_ok=True)
    outcomes = compute(options.split, options.scenes, options.folder)
    for kind in ("mixed", "single"):
        ours = [outcome for outcome in outcomes if outcome.kind == kind]
        print(f"\n{len(ours)} scenes, {kind}\n")
        print_rules(ours)
        print()
        print_conditions(ours)
    print("\nBy difference of entropy\n")
    print_gaps(outcomes)


if __name__ == "__main__":
    main()
