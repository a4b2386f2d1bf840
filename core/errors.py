"""Every error that a user may see: a code for programs, one plain sentence for people."""

from typing import Dict, Type


class CosiaError(Exception):
    """Base of all expected errors.

    Attributes:
        code: stable identifier, sent over the worker protocol.
        message: what is wrong, with the value, and what to do; in the user's language.
    """

    code = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInputError(CosiaError):
    """A file or parameter that the user gave cannot be used."""

    code = "invalid_input"


class ModelError(CosiaError):
    """A model file is damaged or does not fit the job."""

    code = "model"


class EnvironmentNotReadyError(CosiaError):
    """The worker's Python environment is missing or incomplete."""

    code = "environment_not_ready"


class WorkerError(CosiaError):
    """The worker failed in a way that nobody foresaw; ``details`` holds the tail of its stderr."""

    code = "worker"

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details


class CancelledError(CosiaError):
    """The user cancelled."""

    code = "cancelled"


ERRORS_BY_CODE: Dict[str, Type[CosiaError]] = {
    error.code: error
    for error in (InvalidInputError, ModelError, EnvironmentNotReadyError, WorkerError, CancelledError)
}


def rebuild_error(code: str, message: str) -> CosiaError:
    """The error that the worker raised, from what crossed the protocol."""
    return ERRORS_BY_CODE.get(code, WorkerError)(message)
