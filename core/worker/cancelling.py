"""How a job learns that it should stop, and how its process ends if it does not notice."""

import contextlib
import os
import signal
import threading
import time
from typing import Any, Callable, Iterator, NoReturn, Optional

from ..finishing import is_finishing
from ..partial_files import remove_unfinished
from ..progress import cancelled

INTERRUPTED_EXIT_CODE = 130
"""Of command lines; what shells expect after Ctrl+C."""

GRACE_S = 3.0
"""How long a job may take to notice that it was cancelled before the process ends itself."""

FINISH_S = 120.0
"""How much longer a job may take that has something to keep, such as the best model of a training."""

TELL_S = 1.0


class Cancellable:
    """The half of a progress that a thread or a signal cancels; the job asks it time and again."""

    def __init__(self) -> None:
        self._cancelled = False

    def cancel(self) -> None:
        self._cancelled = True

    def check_cancelled(self) -> None:
        if self._cancelled:
            raise cancelled()


@contextlib.contextmanager
def cancelled_by_signals(progress: Cancellable, exit_code: int) -> Iterator[None]:
    """Within the block, Ctrl+C and the SIGTERM of a batch system or a shutdown cancel ``progress``.

    No exception is thrown into whatever runs: libraries swallow those that come while they call back.

    Args:
        exit_code: with which the process ends by itself if it does not notice soon.
    """

    def cancel(number: int, frame: Any) -> None:
        progress.cancel()
        threading.Thread(target=end_after_grace, args=(exit_code,), daemon=True).start()

    former = {number: signal.signal(number, cancel) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def end_after_grace(exit_code: int, tell_waiting: Optional[Callable[[], None]] = None) -> NoReturn:
    """End a process that is still there after a while: its main thread sits in one long call of a library.

    Args:
        exit_code: of the process.
        tell_waiting: called now and then while the job finishes.
    """
    time.sleep(GRACE_S)
    end_s = time.monotonic() + FINISH_S
    while is_finishing() and time.monotonic() < end_s:
        if tell_waiting:
            tell_waiting()
        time.sleep(TELL_S)
    remove_unfinished()
    os._exit(exit_code)
