"""Files that appear under their final names only once they are whole, and all together."""

import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Dict, Iterator, List, Set, Tuple

from .errors import InvalidInputError
from .language import _

_BACKUP = "former"

_working_folders: Set[Path] = set()


class PartialFiles:
    """The outputs of one job, written in a working folder beside their final places.

    Use as a context. :meth:`publish` moves everything to its final name, or nothing if one move fails. Leaving
    the context, by whatever way, removes the working folders unless they are to be resumed; what is not published
    then is gone, and files that lay there before are as they were.
    """

    def __init__(self, main: Path, resumable: bool = False) -> None:
        """Begin without a folder; each one is made when it is needed.

        Args:
            main: the job's main output: the working folders are called ``<its name>.partial``.
            resumable: find what a former run left in the working folders, and leave them for the next one unless
                everything is published.
        """
        self._resumable = resumable
        self._folder_name = f"{main.name}.partial"
        self._staged: Dict[Path, Path] = {}
        self._superseded: List[Path] = []
        self._folders: Set[Path] = set()

    def __enter__(self) -> "PartialFiles":
        return self

    def __exit__(self, *error: object) -> None:
        for folder in self._folders:
            if not self._resumable:
                _remove(folder)
            else:
                with suppress(OSError):  # there is something to go on from
                    folder.rmdir()

    def stage(self, final: Path) -> Path:
        """Where to write what :meth:`publish` moves to ``final``; files are published in the order of staging.

        The name stays, since drivers choose the format by its ending.

        Raises:
            InvalidInputError: nothing can be written there, or the file that lies there cannot be replaced.
        """
        _check_replaceable(final)
        self._staged[final] = self.working(final, final.name)
        return self._staged[final]

    def working(self, final: Path, name: str) -> Path:
        """A path on the disk of ``final`` for what is only needed on the way to it.

        Raises:
            InvalidInputError: nothing can be written there.
        """
        return self._working_folder(final) / name

    def supersede(self, stale: Path) -> None:
        """Let :meth:`publish` remove a file that would be taken for a part of what is published."""
        self._superseded.append(stale)

    def keep(self) -> None:
        """Leave the working folders for a run that resumes, whatever was asked for."""
        self._resumable = True
        _working_folders.difference_update(self._folders)

    def publish(self) -> None:
        """Move everything to its final name.

        Raises:
            InvalidInputError: a move failed; everything is as it was before.
        """
        replaced = dict.fromkeys((*self._superseded, *self._staged))
        former = [path for path in replaced if path.exists()]
        moves = [(path, self.working(path, f"{path.name}.{_BACKUP}")) for path in former]
        moves += [(staged, final) for final, staged in self._staged.items()]
        done: List[Tuple[Path, Path]] = []
        try:
            for source, target in moves:
                os.replace(source, target)
                done.append((source, target))
        except OSError as error:
            for source, target in reversed(done):
                os.replace(target, source)
            raise _unwritable([*former, *self._staged][len(done)], error) from None
        self._staged.clear()
        self._superseded.clear()
        self._resumable = False

    def _working_folder(self, final: Path) -> Path:
        folder = final.parent / self._folder_name
        if folder not in self._folders:
            if not final.parent.is_dir():
                raise InvalidInputError(
                    _("The folder '{folder}' does not exist; create it or choose another.").format(folder=final.parent)
                )
            if not self._resumable:
                _remove(folder)  # of a run that was killed
                _working_folders.add(folder)
            self._folders.add(folder)
            try:
                folder.mkdir(exist_ok=self._resumable)
            except OSError as error:
                raise _unwritable(final, error) from None
        return folder


@contextmanager
def partial_file(final: Path) -> Iterator[Path]:
    """A path to write to, which becomes ``final`` when the block ends well.

    Raises:
        InvalidInputError: ``final`` cannot be written.
    """
    with PartialFiles(final) as files:
        yield files.stage(final)
        files.publish()


def check_writable(final: Path) -> None:
    """Refuse a place where nothing can be written, before the work that the file needs.

    Raises:
        InvalidInputError: as :meth:`PartialFiles.stage`.
    """
    with PartialFiles(final) as files:
        files.stage(final)


def remove_unfinished() -> None:
    """Remove every working folder; for a process that is about to end."""
    for folder in list(_working_folders):
        _remove(folder)


def _check_replaceable(final: Path) -> None:
    if final.is_dir():
        raise InvalidInputError(_("'{file}' is a folder; choose another name.").format(file=final))
    if not final.exists():
        return
    try:
        # Windows refuses to move a file that a program holds open, even to its own name.
        os.replace(final, final)
        writable = os.access(final, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        raise InvalidInputError(
            _(
                "'{file}' cannot be replaced: it is write-protected or open in another program; close it there, "
                "remove its layer from QGIS, or choose another name."
            ).format(file=final)
        )


def _unwritable(final: Path, error: OSError) -> InvalidInputError:
    return InvalidInputError(
        _("'{file}' cannot be written: {error}; free the disk or choose another folder.").format(
            file=final, error=error.strerror or error
        )
    )


def _remove(folder: Path) -> None:
    _working_folders.discard(folder)
    shutil.rmtree(folder, ignore_errors=True)
