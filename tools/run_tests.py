"""Runs both halves of the tests and prints one closing count.

The core runs in the worker's Python, which has no QGIS; the QGIS side and the end-to-end tests run in
QGIS's Python, which has no torch.
"""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORKER = ROOT / ".environment" / "worker" / "bin" / "python"
QGIS_FOLDERS = ("tests/qgis", "tests/end_to_end")
CORE_FOLDERS = ("tests/core", "tests/benchmarks", "tests/test_architecture.py", "tests/test_qt_translations.py")


def run_suite(name: str, python: str, paths: "tuple[str, ...]", report: Path, environment: "dict[str, str]") -> int:
    """Runs pytest on ``paths``; returns its exit code."""
    print(f"== {name}", flush=True)
    command = [python, "-m", "pytest", "-q", "--durations=5", f"--junitxml={report}", *sys.argv[1:], *paths]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode


def count(report: Path) -> Counter:
    """Tests of a JUnit report by outcome; a report that is missing counts as one failure."""
    if not report.is_file():
        return Counter(failed=1)
    suite = next(ElementTree.parse(report).getroot().iter("testsuite"))
    numbers = {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
    failed = numbers["failures"] + numbers["errors"]
    return Counter(passed=numbers["tests"] - failed - numbers["skipped"], failed=failed, skipped=numbers["skipped"])


def figures(report: Path) -> "list[str]":
    """What tests measured, a line each."""
    if not report.is_file():
        return []
    properties = {entry.get("name", ""): entry.get("value") for entry in ElementTree.parse(report).iter("property")}
    return [f"{name}: {value}" for name, value in properties.items() if not name.startswith("hypothesis-")]


def main() -> int:
    total: Counter = Counter()
    with tempfile.TemporaryDirectory() as folder:
        runtime = Path(folder) / "runtime"
        runtime.mkdir(mode=0o700)
        screenless = {
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_RUNTIME_DIR": str(runtime),
            "COSIA_PYTHON": str(WORKER),
        }
        suites = (
            ("Core, without QGIS", str(WORKER), CORE_FOLDERS, {}),
            ("QGIS side and end to end, without torch", sys.executable, QGIS_FOLDERS, screenless),
        )
        codes, measured = [], []
        for index, (name, python, paths, environment) in enumerate(suites):
            report = Path(folder) / f"{index}.xml"
            codes.append(run_suite(name, python, paths, report, environment))
            total += count(report)
            measured += figures(report)
    print(*measured, sep="\n")
    for (name, *_), code in zip(suites, codes):
        if code not in (0, 1):
            print(f"{name}: pytest ended with code {code} after its tests")
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 1 if any(codes) or not total["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
