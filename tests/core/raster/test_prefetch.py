"""Items arrive in order, errors arrive where they are waited for, and no thread stays behind."""

import threading
import time

import pytest

from cosia.core.raster.prefetch import Prefetch


def test_items_arrive_in_order_and_are_drawn_ahead():
    drawn = []

    def items():
        for item in range(10):
            drawn.append(item)
            yield item

    with Prefetch(items(), 3) as prefetched:
        deadline = time.monotonic() + 5
        while len(drawn) < 4 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(drawn) == 4  # three in the queue, and one that waits for room
        assert list(prefetched) == list(range(10))


def test_an_error_is_raised_where_the_items_are_used():
    def items():
        yield 1
        raise OSError("the disk is gone")

    with Prefetch(items(), 2) as prefetched, pytest.raises(OSError, match="the disk is gone"):
        list(prefetched)


def test_leaving_early_stops_the_thread():
    before = threading.active_count()

    def endless():
        while True:
            yield 0

    with Prefetch(endless(), 2) as prefetched:
        assert next(iter(prefetched)) == 0
    assert threading.active_count() == before
