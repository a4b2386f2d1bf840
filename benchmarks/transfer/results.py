"""The study's results: a CSV in long form, one row per training and figure, to which each training adds its rows."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

COLUMNS = (
    "model",
    "simulator",
    "part",
    "encoding",
    "strategy",
    "normalisation",
    "area_percent",
    "extra_bands",
    "source_percent",
    "seed",
    "area_km2",
    "metric",
    "item",
    "value",
)

LAST = "minutes"
"""Metric of the last row of a training: rows of one that lacks it were cut off."""


@dataclass(frozen=True)
class Row:
    """One figure; ``item`` is a class, a scene, an epoch or a part of the network where there is one for each."""

    model: str
    simulator: str
    part: str
    encoding: str
    strategy: str
    normalisation: str
    area_percent: float
    extra_bands: str
    source_percent: float
    seed: int
    area_km2: float
    metric: str
    item: str
    value: float

    @property
    def run(self) -> tuple[Any, ...]:
        """Equal in all rows of one training."""
        values = vars(self)
        return tuple(values[name] for name in COLUMNS[:10])


class Results:
    """Rows of all trainings that are whole."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.rows: list[Row] = []
        self._has_scraps = False
        if file.exists():
            text = file.read_text(encoding="utf-8")
            # What was being written when the power failed ends without a line break.
            whole = text[: text.rfind("\n") + 1]
            rows = [_typed(line) for line in csv.DictReader(io.StringIO(whole))]
            complete = {row.run for row in rows if row.metric == LAST}
            self.rows = [row for row in rows if row.run in complete]
            self._has_scraps = len(self.rows) < len(rows) or whole != text

    def holds(self, **values: Any) -> bool:
        return bool(self.select(**values))

    def select(self, **values: Any) -> list[Row]:
        """Rows with these values."""
        return [row for row in self.rows if all(getattr(row, name) == value for name, value in values.items())]

    def values(self, **values: Any) -> list[float]:
        return [row.value for row in self.select(**values)]

    def add(self, common: Mapping[str, Any], figures: Iterable[tuple[str, str, float]]) -> None:
        """Append one training: its metrics, items and values; the last metric is ``LAST``."""
        rows = [{**common, "metric": metric, "item": item, "value": value} for metric, item, value in figures]
        if self._has_scraps:
            self._file.write_text(_text(COLUMNS, map(vars, self.rows)), encoding="utf-8")
            self._has_scraps = False
        is_new = not self._file.exists()
        text = _text(COLUMNS if is_new else None, rows)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(text)
        self.rows += [_typed(row) for row in rows]


def _text(header: Optional[tuple[str, ...]], rows: Iterable[Mapping[str, Any]]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows({name: _plain(row[name]) for name in COLUMNS} for row in rows)
    return buffer.getvalue()


def _plain(value: Any) -> Any:
    return f"{value:.6g}" if isinstance(value, float) else value


def _typed(values: Mapping[str, Any]) -> Row:
    numbers = {name: float(values[name]) for name in ("area_percent", "source_percent", "area_km2", "value")}
    return Row(**{**values, **numbers, "seed": int(values["seed"]), "item": str(values["item"])})
