"""Files that appear under their final name only once they are whole."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Set

_unfinished: Set[Path] = set()


@contextmanager
def partial_file(final: Path) -> Iterator[Path]:
    """A path beside ``final`` to write to; it replaces ``final`` when the block ends well.

    The ending of the name stays, since drivers choose the format by it. Whatever error leaves the block
    removes the partial file, and leaves a former ``final`` as it was.
    """
    with working_file(final, "partial") as partial:
        yield partial
        os.replace(partial, final)


@contextmanager
def working_file(final: Path, purpose: str) -> Iterator[Path]:
    """A path beside ``final`` for what is only needed on the way to it; removed when the block ends."""
    path = final.with_name(f"{final.stem}.{purpose}{final.suffix}")
    _unfinished.add(path)
    try:
        yield path
    finally:
        _remove(path)


def remove_unfinished() -> None:
    """Remove every file that is being written; for a process that is about to end."""
    for path in list(_unfinished):
        _remove(path)


def _remove(path: Path) -> None:
    _unfinished.discard(path)
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
