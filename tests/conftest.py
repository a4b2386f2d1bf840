"""Registers the checkout under the name that QGIS gives the deployed plugin: ``cosia``."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"

if "cosia" not in sys.modules:
    spec = importlib.util.spec_from_file_location("cosia", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    module = importlib.util.module_from_spec(spec)
    sys.modules["cosia"] = module
    spec.loader.exec_module(module)


@pytest.fixture
def shared_data():
    """Real imagery beside the checkout; its tests skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real imagery is not beside this checkout")
    return SHARED_DATA


class RecordingProgress:
    """A progress that remembers what it was told, and cancels when asked to."""

    def __init__(self):
        self.fractions, self.messages, self.warnings = [], [], []
        self.cancel_at = None

    def report(self, fraction, message=""):
        self.fractions.append(fraction)
        self.check_cancelled()

    def log(self, message):
        self.messages.append(message)

    def warn(self, message):
        self.warnings.append(message)

    def check_cancelled(self):
        from cosia.core.progress import cancelled

        if self.cancel_at is not None and self.fractions and self.fractions[-1] >= self.cancel_at:
            raise cancelled()


@pytest.fixture
def progress():
    return RecordingProgress()
