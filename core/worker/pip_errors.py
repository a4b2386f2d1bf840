"""One sentence for what pip said."""

from typing import List

from ..errors import EnvironmentNotReadyError
from ..language import _
from .interpreter import Interpreter
from .pip_command import PipError


def explanation(
    error: PipError, python: Interpreter, missing: List[str], wheels_folder: str
) -> EnvironmentNotReadyError:
    """What failed and what to do.

    Args:
        python: the environment is made with it.
        missing: requirements that ``wheels_folder`` lacks, where that is the cause.
        wheels_folder: folder that pip installs from; empty: from its indexes.
    """
    if wheels_folder and error.unfit:
        message = _(
            "The folder {folder} lacks wheels for Python {version} ({machine}): {missing}; put them there, "
            "or name no folder to download them."
        ).format(
            folder=wheels_folder,
            version=python.version_text,
            machine=python.machine,
            missing=", ".join(missing or [error.unfit]),
        )
    elif error.connection:
        message = _(
            "pip cannot reach its package index ({reason}): check the network and the proxy, "
            "or give a folder of wheels."
        ).format(reason=error.connection)
    elif error.unfit:
        message = _(
            "No build of {package} fits Python {version} on this computer ({machine}): "
            "name another interpreter, or give a folder of wheels."
        ).format(package=error.unfit, version=python.version_text, machine=python.machine)
    else:
        message = _(
            "pip failed: {reason}; mend that and run 'Set up the environment' again, it goes on from there."
        ).format(reason=error.reason.rstrip("."))
    return EnvironmentNotReadyError(message)
