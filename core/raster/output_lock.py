"""One run at a time on an output. The system drops the lock when the process ends, however it ends."""

import contextlib
import errno
import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO, Iterator

from ..errors import InvalidInputError
from ..language import _
from ..worker.folder_lock import lock_file

BUSY = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
"""What POSIX and Windows answer where somebody else holds a lock; anything else means that there are no locks."""

ATTEMPTS = 10


@contextlib.contextmanager
def output_lock(output: Path) -> Iterator[None]:
    """Hold ``output`` until the block ends.

    The lock lies in the system's folder for temporary files, so that nothing is left beside the output. Where nothing
    can be written or locked there, there is no lock.

    Raises:
        InvalidInputError: another run of this computer writes to the same file.
    """
    place = os.path.normcase(os.path.realpath(output))
    try:
        lock = Path(tempfile.gettempdir()) / f"cosia-{hashlib.sha256(place.encode()).hexdigest()[:16]}.lock"
        file = _held(lock)
    except BlockingIOError:
        raise InvalidInputError(
            _("'{file}' is being written by another run; wait until it has ended, or choose another name.").format(
                file=output
            )
        ) from None
    except OSError:
        yield
        return
    with file:
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # Windows removes no open file
                lock.unlink()


def _held(lock: Path) -> IO[bytes]:
    """The file, open and locked.

    Raises:
        BlockingIOError: another process holds it.
        OSError: it cannot be written, or not be locked.
    """
    for _attempt in range(ATTEMPTS):
        file = lock.open("ab")
        try:
            lock_file(file)
        except OSError as error:
            file.close()
            if error.errno in BUSY:
                raise BlockingIOError(*error.args) from None
            raise
        # The run before may have removed the file between our opening and locking it.
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), os.stat(lock)):
                return file
        file.close()
    raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))
