"""The training record of a passport as lines of a table, whatever is in it."""

import json
from typing import Any, Iterator, List, Mapping, Tuple

from ..language import _, number_text

MAX_TEXT = 400
"""Characters of a value that are shown."""


def training_rows(training: Mapping[str, Any]) -> List[Tuple[str, str]]:
    """Label and value of every entry; entries of an entry have its name before theirs."""
    labels = {
        "batch_size": _("patches in a batch"),
        "compared_with": _("compared with"),
        "chosen_epoch": _("epoch whose weights were kept"),
        "data": _("data"),
        "encoder_start": _("encoder started from"),
        "epochs": _("epochs"),
        "extended_from": _("extended from"),
        "learning_rate": _("highest learning rate"),
        "loss": _("loss"),
        "minutes": _("minutes"),
        "normalisation": _("normalisation"),
        "parent": _("started from"),
        "parent_hash": _("hash of the model before"),
        "reason": _("why it ended, and why this epoch"),
        "scenes": _("scenes"),
        "schedule": _("schedule"),
        "seed": _("seed of the random numbers"),
        "settings": _("settings"),
        "split": _("training, validation and test"),
        "steps": _("steps"),
        "stopped_early": _("stopped early by the user"),
        "strategy": _("strategy"),
        "tensor_hash": _("hash"),
        "training": _("training"),
        "version": _("version of CoSIA for QGIS"),
        "warnings": _("warnings"),
        "weight_decay": _("weight decay"),
    }
    return [
        (" · ".join(labels.get(key, key.replace("_", " ")) for key in path), _text(value))
        for path, value in _leaves(training, ())
    ]


def _leaves(values: Mapping[str, Any], path: Tuple[str, ...]) -> Iterator[Tuple[Tuple[str, ...], Any]]:
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*path, str(key)))
        else:
            yield (*path, str(key)), value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value == {} or value == []:
        return "–"
    if isinstance(value, float):
        return number_text(value, ".6g")
    if isinstance(value, list) and all(isinstance(item, (str, int, float)) for item in value):
        text = ", ".join(_text(item) for item in value)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        text = str(text)
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…"
