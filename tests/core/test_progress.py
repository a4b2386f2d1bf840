"""A part of a work moves its stretch of the bar."""

import pytest

from cosia.core.progress import Stretch


@pytest.mark.parametrize(("begin", "end", "expected"), [(0.2, 0.6, [0.2, 0.4, 0.6]), (0.5, 0.5, [0.5] * 3)])
def test_a_stretch_of_the_bar(progress, begin, end, expected):
    stretch = Stretch(progress, begin, end)
    for fraction in (0.0, 0.5, 1.0):
        stretch.report(fraction, "half a thing")
    stretch.log("told")
    stretch.warn("doubtful")
    assert progress.fractions == pytest.approx(expected)
    assert progress.messages == ["told"] and progress.warnings == ["doubtful"]
