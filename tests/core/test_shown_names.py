"""Copies of layers go by the names of their layers; other files by their own."""

import ntpath

import pytest

from cosia.core import shown_names
from cosia.core.shown_names import read_shown_names, shown_name, with_shown_names, write_shown_names

COPY = "C:/Users/me/AppData/Local/Temp/processing_x/MASK.gpkg"


@pytest.fixture
def known(tmp_path):
    """Names as they were written beside a job and read again."""
    job = tmp_path / "job.json"
    write_shown_names({COPY: "Communes d'été"}, job)
    read_shown_names(job)
    yield
    read_shown_names(tmp_path / "elsewhere" / "job.json")


def test_copies_go_by_the_name_of_their_layer(known):
    assert shown_name(COPY) == "Communes d'été"
    assert with_shown_names(f"No polygon of '{COPY}' touches the raster.") == (
        "No polygon of 'Communes d'été' touches the raster."
    )


def test_a_path_may_be_written_as_windows_writes_it(known, monkeypatch):
    monkeypatch.setattr(shown_names.os, "path", ntpath)
    assert with_shown_names("'C:\\Users\\me\\AppData\\Local\\Temp\\processing_x\\MASK.gpkg'") == "'Communes d'été'"


def test_other_files_and_later_jobs_keep_their_own(known, tmp_path):
    assert shown_name("/data/zones.gpkg") == "zones.gpkg"
    assert with_shown_names("'/data/zones.gpkg'") == "'/data/zones.gpkg'"
    write_shown_names({}, tmp_path / "next.json")
    read_shown_names(tmp_path / "elsewhere" / "job.json")
    assert shown_name(COPY) == "MASK.gpkg"
