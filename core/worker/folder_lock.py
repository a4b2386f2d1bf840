"""One set-up at a time in a folder. The system drops the lock when the process ends, however it ends."""

import contextlib
import sys
from pathlib import Path
from typing import IO, Iterator

from ..errors import EnvironmentNotReadyError
from ..language import _

if sys.platform == "win32":
    import msvcrt

    def lock_file(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def lock_file(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of ``folder``, a file beside it, until the block ends.

    Raises:
        EnvironmentNotReadyError: another set-up holds it.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.with_name(folder.name + ".lock"), "ab") as file:
        try:
            lock_file(file)
        except OSError:
            raise EnvironmentNotReadyError(
                _("Another set-up is running in {folder}: wait until it has ended.").format(folder=folder)
            ) from None
        yield
