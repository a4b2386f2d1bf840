"""Runs both halves of the tests side by side and prints one closing count.

The core runs in the worker's Python, which has no QGIS; the QGIS side and the end-to-end tests run in
QGIS's Python, which has no torch. The core's half is seen as it comes, the other one when both have ended.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Optional

ROOT = Path(__file__).parents[1]
WORKER = ROOT / ".environment" / "worker" / "bin" / "python"
QGIS_FOLDERS = ("tests/qgis", "tests/end_to_end")
CORE_FOLDERS = (
    "tests/core",
    "tests/benchmarks",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").glob("test_*.py")),
)


@dataclass(frozen=True)
class Suite:
    """One half.

    Attributes:
        name: for people.
        python: interpreter that runs it.
        paths: its folders and files.
        environment: what it needs beside the variables that there are.
    """

    name: str
    python: str
    paths: "tuple[str, ...]"
    environment: "dict[str, str]"

    def start(self, report: Path, output: "Optional[IO[bytes]]") -> "subprocess.Popen[bytes]":
        """Begin; ``output`` None: onto the screen."""
        arguments = ["-q", "--durations=5", f"--junitxml={report}", *sys.argv[1:], *self.paths]
        return subprocess.Popen(
            [self.python, "-m", "pytest", *arguments],
            cwd=ROOT,
            # A core for each half; threads that wait for work do not take it from the other one.
            env={**os.environ, "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", **self.environment},
            stdout=output,
            stderr=output and subprocess.STDOUT,
        )


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
    with tempfile.TemporaryDirectory() as folder:
        runtime = Path(folder) / "runtime"
        runtime.mkdir(mode=0o700)
        screenless = {
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_RUNTIME_DIR": str(runtime),
            "COSIA_PYTHON": str(WORKER),
        }
        suites = (
            Suite("QGIS side and end to end, without torch", sys.executable, QGIS_FOLDERS, screenless),
            Suite("Core, without QGIS", str(WORKER), CORE_FOLDERS, {}),
        )
        reports = [Path(folder) / f"{index}.xml" for index in range(len(suites))]
        with open(Path(folder) / "output", "w+b") as output:
            behind = suites[0].start(reports[0], output)
            print(f"== {suites[1].name}", flush=True)
            ahead = suites[1].start(reports[1], None)
            codes = [process.wait() for process in (ahead, behind)][::-1]
            print(f"== {suites[0].name}", flush=True)
            output.seek(0)
            shutil.copyfileobj(output, sys.stdout.buffer)
            sys.stdout.flush()
        total = sum(map(count, reports), Counter())
        measured = [line for report in reports for line in figures(report)]
    print(*measured, sep="\n")
    for suite, code in zip(suites, codes):
        if code not in (0, 1):
            print(f"{suite.name}: pytest ended with code {code} after its tests")
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 1 if any(codes) or not total["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
