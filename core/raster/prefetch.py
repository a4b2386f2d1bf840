"""Reading ahead in another thread, so that reading, computing and writing overlap."""

import queue
import threading
from typing import Generic, Iterable, Iterator, TypeVar, Union

Item = TypeVar("Item")
_POLL_S = 0.1


class _Failure:
    def __init__(self, error: BaseException) -> None:
        self.error = error


class _End:
    pass


class Prefetch(Generic[Item]):
    """Iterates over ``items`` that a thread draws, at most ``depth`` ahead.

    Use as a context: leaving it stops the thread. An error of ``items`` is raised where it is iterated over.
    """

    def __init__(self, items: Iterable[Item], depth: int) -> None:
        self._items = items
        self._queue: queue.Queue[Union[Item, _Failure, _End]] = queue.Queue(depth)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._draw, daemon=True)

    def __enter__(self) -> "Prefetch[Item]":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()

    def __iter__(self) -> Iterator[Item]:
        while True:
            item = self._queue.get()
            if isinstance(item, _End):
                return
            if isinstance(item, _Failure):
                raise item.error
            yield item

    def _draw(self) -> None:
        try:
            for item in self._items:
                self._put(item)
                if self._stop.is_set():
                    return
            self._put(_End())
        except BaseException as error:
            self._put(_Failure(error))

    def _put(self, item: Union[Item, _Failure, _End]) -> None:
        while not self._stop.is_set():
            try:
                self._queue.put(item, timeout=_POLL_S)
                return
            except queue.Full:
                continue
