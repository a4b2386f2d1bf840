"""The page that tells what a fine-tuning brought."""

from ..model.passport import Passport
from ..training.confidence import measure_confidence
from ..training.outcome import Outcome
from ..training.verdict import judge
from .page import render_page


def fine_tuning_page(outcome: Outcome, passport: Passport, language: str) -> str:
    """The page as HTML.

    Args:
        outcome: of the training.
        passport: of the new model.
        language: of the page.
    """
    return render_page(
        "fine_tuning.html",
        language,
        outcome=outcome,
        passport=passport,
        verdict=judge(measure_confidence(outcome.blocks)),
    )
