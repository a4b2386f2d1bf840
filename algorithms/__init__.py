"""The Processing algorithms, one file each."""

from .check_environment import CheckEnvironment
from .classify import Classify
from .convert_classes import ConvertClasses
from .set_up_environment import SetUpEnvironment
from .stack_bands import StackBands

ALGORITHMS = (SetUpEnvironment, CheckEnvironment, StackBands, Classify, ConvertClasses)
