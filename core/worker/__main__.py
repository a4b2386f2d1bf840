"""``python3 -m core.worker``: sets up, finds and checks the worker's environment without QGIS."""

import argparse
import sys
from pathlib import Path
from typing import List, Optional

from ..errors import CancelledError, CosiaError
from .cancelling import INTERRUPTED_EXIT_CODE, Cancellable, cancelled_by_signals
from .diagnosis import diagnose
from .environment import worker_python
from .installation import FLAVOURS, SetUp, set_up

DEFAULT_FOLDER = Path(__file__).parents[2] / ".environment" / "worker"


class TerminalProgress(Cancellable):
    """What happens now, and pip's own lines, on stderr."""

    def report(self, fraction: float, message: str = "") -> None:
        self.check_cancelled()
        if message:
            print(f"{fraction:4.0%} {message}", file=sys.stderr, flush=True)

    def log(self, message: str) -> None:
        print(f"     {message}", file=sys.stderr, flush=True)

    def warn(self, message: str) -> None:
        print(f"     Warning: {message}", file=sys.stderr, flush=True)


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m core.worker", description=__doc__)
    parser.add_argument("action", choices=("set-up", "check", "python"), help="python: print the interpreter")
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER, help="of the environment (%(default)s)")
    parser.add_argument("--python", default="", help="to make the environment with; empty: found")
    parser.add_argument("--flavour", choices=FLAVOURS, default="auto", help="build of PyTorch (%(default)s)")
    parser.add_argument("--wheels", default="", metavar="DIR", help="install from this folder, without network")
    parser.add_argument("--proxy", default="", help="for pip; empty: its own settings")
    options = parser.parse_args(arguments)
    progress = TerminalProgress()
    try:
        with cancelled_by_signals(progress, INTERRUPTED_EXIT_CODE):
            return act(options, progress)
    except CosiaError as error:
        print(error, file=sys.stderr)
        return INTERRUPTED_EXIT_CODE if isinstance(error, CancelledError) else 1


def act(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Do what the command line asks for; returns the exit code."""
    if options.action == "set-up":
        order = SetUp(
            folder=options.folder,
            interpreter=options.python,
            flavour=options.flavour,
            wheels_folder=options.wheels,
            proxy=options.proxy,
        )
        print(set_up(order, progress))
        return 0
    setting = options.python or str(options.folder)
    if options.action == "python":
        print(worker_python(setting, options.folder))
        return 0
    diagnosis = diagnose(setting, options.folder, progress, flavour=options.flavour, wheels_folder=options.wheels)
    print(diagnosis.report)
    return 0 if diagnosis.ready else 1


if __name__ == "__main__":
    sys.exit(main())
