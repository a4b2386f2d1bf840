"""``python -m core JOB.json``: runs a job without QGIS; ``--help`` lists the jobs and their fields."""

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import List, Optional

from .errors import CancelledError, CosiaError
from .jobs import JOBS, job_from_json
from .worker.cancelling import INTERRUPTED_EXIT_CODE, Cancellable, cancelled_by_signals
from .worker.server import run_job, serve


class TerminalProgress(Cancellable):
    """Progress on stderr, for people."""

    def report(self, fraction: float, message: str = "") -> None:
        self.check_cancelled()
        print(f"\r{fraction:6.1%} {message}", end="", file=sys.stderr, flush=True)

    def log(self, message: str) -> None:
        print(f"\r{message}", file=sys.stderr)

    def warn(self, message: str) -> None:
        print(f"\rWarning: {message}", file=sys.stderr)


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m core",
        description="Run a CoSIA job without QGIS.",
        epilog=describe_jobs(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("job", type=Path, metavar="JOB.json", help='{"kind": "classify", "input": …}')
    parser.add_argument("--events", action="store_true", help="tell progress as JSON lines, and cancel when stdin ends")
    options = parser.parse_args(arguments)
    if options.events:
        serve(options.job)
    progress = TerminalProgress()
    try:
        with cancelled_by_signals(progress, INTERRUPTED_EXIT_CODE):
            values = run_job(job_from_json(options.job.read_text(encoding="utf-8")), progress)
    except CancelledError as error:
        print(f"\n{error}", file=sys.stderr)
        return INTERRUPTED_EXIT_CODE
    except (CosiaError, OSError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(file=sys.stderr)
    print(json.dumps(values, ensure_ascii=False, indent=1))
    return 0


def describe_jobs() -> str:
    """Kinds, their fields and defaults."""
    lines = ["kinds of job and their fields:"]
    for kind, job in JOBS.items():
        lines.append(f"\n{kind}: {(job.__doc__ or '').splitlines()[0]}")
        for field in dataclasses.fields(job):
            required = field.default is dataclasses.MISSING
            lines.append(f"  {field.name}" + (" (required)" if required else f" = {field.default!r}"))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
