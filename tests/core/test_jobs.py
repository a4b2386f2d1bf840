"""What all jobs can do."""

from dataclasses import FrozenInstanceError, replace

import pytest

from cosia.core.jobs import FilterClassesJob, VectoriseJob, job_from_json, job_to_json

JOB = FilterClassesJob(input="a.tif", output="b.tif", min_pixels=9)


def test_jobs_of_equal_fields_are_equal():
    same, other = FilterClassesJob("a.tif", "b.tif", min_pixels=9), replace(JOB, min_pixels=8)
    assert same == JOB and hash(JOB) == hash(same)
    assert other != JOB and VectoriseJob("a.tif", "b.tif") != JOB
    assert eval(repr(JOB)) == JOB and job_from_json(job_to_json(JOB)) == JOB


@pytest.mark.parametrize("name", ["min_pixels", "minimum"])
def test_fields_are_set_once_and_there_are_no_others(name):
    with pytest.raises(FrozenInstanceError, match=name):
        setattr(JOB, name, 3)
