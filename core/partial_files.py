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
    partial = final.with_name(f"{final.stem}.partial{final.suffix}")
    _unfinished.add(partial)
    try:
        yield partial
        os.replace(partial, final)
    finally:
        _remove(partial)


def remove_unfinished() -> None:
    """Remove every partial file that is being written; for a process that is about to end."""
    for path in list(_unfinished):
        _remove(path)


def _remove(path: Path) -> None:
    _unfinished.discard(path)
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
