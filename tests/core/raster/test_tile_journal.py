"""Whatever is cut off or garbled, the records before it come back whole, and it can be added to them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosia.core.errors import InvalidInputError
from cosia.core.raster.tile_journal import Answer, TileJournal, TileRecord

HEADER = {"identity": {"INPUT": "é"}, "settled": [1, 2.5]}


def record(number):
    generator = np.random.default_rng(number)
    rasters = {
        "output": generator.integers(0, 16, (1, 9, 7)).astype(np.uint8),
        "probabilities": generator.integers(0, 101, (3, 9, 7)).astype(np.uint8),
    }
    answers = [Answer((7 * number, 0, 7, 9), rasters)] if number % 3 else []
    return TileRecord(number + 1, 2, answers, {"lost": number})


def same(one, other):
    return (one.done, one.at_once, one.notes, len(one.answers)) == (
        other.done,
        other.at_once,
        other.notes,
        len(other.answers),
    ) and all(
        a.window == b.window
        and list(a.rasters) == list(b.rasters)
        and all((a.rasters[name] == b.rasters[name]).all() for name in a.rasters)
        for a, b in zip(one.answers, other.answers)
    )


def write(file, count):
    """A journal of so many records, and where each ends."""
    with TileJournal(file) as journal:
        journal.begin(HEADER)
        ends = [journal.size]
        for number in range(count):
            journal.add(record(number))
            ends.append(journal.size)
    assert file.stat().st_size == ends[-1]
    return ends


def read(file):
    with TileJournal(file) as journal:
        return journal.header(), list(journal.restore())


def test_records_come_back_as_they_were(tmp_path):
    write(tmp_path / "j", 5)
    header, records = read(tmp_path / "j")
    assert header == HEADER
    assert len(records) == 5 and all(same(one, record(number)) for number, one in enumerate(records))


@settings(max_examples=60, deadline=None)
@given(cut=st.floats(0, 1), flipped=st.booleans())
def test_what_follows_damage_is_dropped_and_can_be_written_again(tmp_path_factory, cut, flipped):
    file = tmp_path_factory.mktemp("journal") / "j"
    ends = write(file, 5)
    at = ends[0] + int(cut * (ends[-1] - ends[0] - 1))
    content = bytearray(file.read_bytes())
    if flipped:
        content[at] ^= 0x40
    file.write_bytes(content if flipped else content[:at])
    whole = sum(end <= at for end in ends) - 1
    with TileJournal(file) as journal:
        records = list(journal.restore())
        assert len(records) == whole and all(same(one, record(number)) for number, one in enumerate(records))
        for number in range(whole, 6):
            journal.add(record(number))
    header, records = read(file)
    assert header == HEADER
    assert len(records) == 6 and all(same(one, record(number)) for number, one in enumerate(records))


@pytest.mark.parametrize(
    "content", [b"", b"CoSIA", b"something else, long enough to be a frame", b"CoSIA tiles 1\n\xff"]
)
def test_a_file_that_is_no_journal_has_no_header(tmp_path, content):
    (tmp_path / "j").write_bytes(content)
    assert TileJournal(tmp_path / "j").header() is None
    assert TileJournal(tmp_path / "absent").header() is None


def test_a_damaged_header_is_none(tmp_path):
    ends = write(tmp_path / "j", 2)
    content = bytearray((tmp_path / "j").read_bytes())
    content[ends[0] - 3] ^= 1
    (tmp_path / "j").write_bytes(content)
    assert TileJournal(tmp_path / "j").header() is None


def test_a_full_disk_is_told_in_one_sentence(tmp_path):
    with pytest.raises(InvalidInputError, match="cannot be written"), TileJournal(tmp_path / "absent" / "j") as journal:
        journal.begin(HEADER)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_told_once(tmp_path):
    with pytest.raises(InvalidInputError, match="cannot be written"), TileJournal(Path("/dev/full")) as journal:
        journal.begin(HEADER)
