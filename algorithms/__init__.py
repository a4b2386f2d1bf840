"""The Processing algorithms, one file each."""

from .classify import Classify
from .stack_bands import StackBands

ALGORITHMS = (StackBands, Classify)
