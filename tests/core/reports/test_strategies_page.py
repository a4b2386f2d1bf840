"""The page that compares strategies says which is best, and how sure that is."""

import re
from types import SimpleNamespace

import pytest

from cosia.core.jobs import CompareStrategiesJob
from cosia.core.reports.strategies_page import strategies_page, verdict
from cosia.core.training.comparison_groups import Comparison
from tests.core.findings import finding, findings


def page_of(made, language="en"):
    job = CompareStrategiesJob(("a.tif",), ("b.gpkg",), "runs.csv", seeds=(0, 1, 2), language=language)
    comparison = Comparison(tuple(made))
    parent = SimpleNamespace(name="demo-ortho") if comparison.baselines() else None
    return strategies_page(comparison, parent, job, "Squares of 77 m.", ["Take care."])


def compared(first, second, before=0.4):
    """Two strategies with the share of right pixels of each seed."""
    return Comparison(
        tuple(
            finding(strategy=strategy, right=right, before=before, seed=seed)
            for strategy, values in (("ft-initialisation", first), ("ft-finetune-head", second))
            for seed, right in enumerate(values)
        )
    )


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ((0.8,), (0.7,), "There is one seed only"),
        ((0.8, 0.82), (0.7, 0.71), "below with every seed"),
        ((0.8, 0.9), (0.7, 0.85), "cannot be told apart"),
    ],
)
def test_how_sure_the_best_one_is(first, second, words):
    headline, reasons = verdict(compared(first, second))
    assert headline.startswith("The best is ft-initialisation with norma-target: mIoU")
    assert "points more than without training" in headline
    assert len(reasons) == 1 and words in reasons[0] and "ft-finetune-head with norma-target" in reasons[0]


def test_a_training_that_brings_nothing_is_not_called_a_gain():
    headline = verdict(compared((0.5,), (0.4,), before=0.6))[0]
    assert headline.startswith("No training does better than the model as it is with norma-target, whose mIoU is")


def test_what_is_gained_with_a_poor_normalisation_is_no_gain():
    """Better than without training with the same normalisation, but worse than the model fed otherwise."""
    made = [
        finding(normalisation="norma-01", right=0.5, before=0.2),
        finding(normalisation="norma-target", right=0.4, before=0.6),
    ]
    headline, reasons = verdict(Comparison(tuple(made)))
    assert headline.startswith("No training does better than the model as it is with norma-target")
    assert "the best one, ft-initialisation with norma-01, has" in headline
    assert not any("Without training" in line for line in reasons)


def test_without_a_model_before_there_is_no_gain():
    made = [finding(strategy="app-scratch", right=0.7, before=None)]
    headline, reasons = verdict(Comparison(tuple(made)))
    assert "without training" not in headline and reasons == []
    page = page_of(made)
    assert "Gain" not in page and "Without training" not in page


def test_another_normalisation_that_is_better_without_training_is_told():
    made = [
        finding(normalisation="norma-target", right=0.8, before=0.4),
        finding(normalisation="norma-01", right=0.7, before=0.6),
    ]
    assert any(
        "Without training the model does best with norma-01" in line for line in verdict(Comparison(tuple(made)))[1]
    )


def test_the_page_shows_tables_and_figures():
    page = page_of(findings())
    assert page.count("<svg") == 2 and "Take care." in page and "Squares of 77 m." in page
    # Two normalisations, three strategies: without training, then the best one first.
    table = page.split("<h2>Strategies</h2>")[1].split("</table>")[0]
    rows = re.findall(r"<tr.*?>\s*<th>(.*?)</th><td>(.*?)</td>", table)
    assert len(rows) == 6 and rows[0] == ("ft-initialisation", "norma-target")
    assert "Swimming pool" in page and "How much annotation is needed" in page
    assert "nan" not in page and 'src="http' not in page


def test_one_share_of_the_area_makes_no_curve():
    page = page_of([finding(), finding(strategy="ft-finetune-head", right=0.6)])
    assert page.count("<svg") == 1 and "How much annotation" not in page


def test_classes_are_named_in_the_language_of_the_page():
    assert "Piscine" in page_of(findings(seeds=1), "fr")
