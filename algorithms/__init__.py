"""The Processing algorithms, one file each."""

from .classify import Classify

ALGORITHMS = (Classify,)
