"""Panels are labelled at the left of each row, and training data is drawn only where it can lie."""

import numpy as np
import pytest

from cosia.core.raster.band_histogram import BinnedHistogram
from cosia.core.raster.settling import Curve
from cosia.core.raster.statistics import Statistics
from cosia.core.reports import statistics_figures

ROLES = ("red", "green", "blue", "nir", "deep_blue", "red_edge")


@pytest.fixture(autouse=True)
def figures_as_they_are(monkeypatch):
    """Figures of matplotlib instead of their SVG."""
    monkeypatch.setattr(statistics_figures, "as_svg", lambda figure: figure)


@pytest.mark.parametrize(("bands", "labelled"), [(1, ["red"]), (3, ["red"]), (4, ["red", "blue"]), (6, ["red", "nir"])])
def test_the_first_panel_of_each_row_tells_what_the_height_is(bands, labelled):
    values = np.random.default_rng(0).uniform(90, 110, (5, bands))
    figure = statistics_figures.settling_figure(Curve(np.arange(1.0, 6.0), values, values / 3), ROLES[:bands])
    panels = [panel for panel in figure.axes if panel.lines]
    assert [panel.get_title(loc="left") for panel in panels] == list(ROLES[:bands])
    assert [panel.get_title(loc="left") for panel in panels if panel.get_ylabel()] == labelled


@pytest.mark.parametrize(("encoding", "highest"), [("8-bit", 255.0), ("reflectance", 110 + 3.5 * 80), ("", 390.0)])
def test_training_data_is_drawn_within_the_range_of_its_encoding(encoding, highest):
    statistics = Statistics(("red",), (100.0,), (20.0,), 10, encoding, (BinnedHistogram(80.0, 10.0, (3, 4, 3)),))
    figure = statistics_figures.histogram_figure(statistics, [(110.0, 80.0)], in_deviations=False)
    (outline,) = figure.axes[0].lines
    assert (outline.get_xdata()[0], outline.get_xdata()[-1]) == pytest.approx((0.0, highest))
