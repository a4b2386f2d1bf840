"""The state of a training after its last epoch, on the disk, from which it goes on when it was cut off."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable, Optional

import torch

from ..errors import InvalidInputError
from ..language import _
from ..partial_files import partial_file

COPIES = 5
"""Of the weights in a file: the network, its average, the best ones, and two moments of what moves."""

_BYTES = 4


class Checkpoint:
    """A file that is rewritten whole after each epoch.

    Attributes:
        file: where it lies.
    """

    def __init__(self, file: Path, warn: Callable[[str], None]) -> None:
        """Args: ``warn`` is told once if the file cannot be written."""
        self.file = file
        self._warn = warn
        self._has_failed = False

    def read(self, signature: str) -> Optional[dict[str, Any]]:
        """What was written last; None if there is nothing, or it is damaged or of another training."""
        try:
            # On the processor, whatever device it comes from: that may not be there any more.
            content: Any = torch.load(self.file, map_location="cpu", weights_only=True)
        except Exception:  # whatever a missing, half-written or foreign file makes torch raise
            return None
        return content if isinstance(content, dict) and content.get("signature") == signature else None

    def write(self, content: Mapping[str, Any]) -> None:
        """Replace what is there; without room the former content stays, and the training can go on."""
        try:
            with partial_file(self.file) as partial:
                torch.save(dict(content), partial)
        except (OSError, RuntimeError, InvalidInputError) as error:  # torch raises RuntimeError on a full disk
            if not self._has_failed:
                self._warn(
                    _(
                        "The state of the training cannot be saved in '{folder}' ({error}), so that it could not be "
                        "resumed from here; free the disk. It goes on meanwhile."
                    ).format(folder=self.file.parent, error=_first_line(error))
                )
            self._has_failed = True


def check_room(folder: Path, network: torch.nn.Module) -> None:
    """Refuse a disk on which the states of a training and its model cannot lie.

    Raises:
        InvalidInputError: the disk has less room.
    """
    # A state is written whole beside the former one; then comes the model.
    needed_bytes = (2 * COPIES + 1) * _BYTES * sum(tensor.numel() for tensor in network.state_dict().values())
    try:
        free_bytes: float = shutil.disk_usage(folder).free
    except OSError:
        return  # some network drives do not tell
    if needed_bytes > free_bytes:
        raise InvalidInputError(
            _(
                "Training needs {needed:.2f} GB in '{folder}' for its state and the new model, but the disk has "
                "{free:.2f} GB free; write the output to another disk."
            ).format(needed=needed_bytes / 1e9, folder=folder.parent, free=free_bytes / 1e9)
        )


def _first_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return (str(error).splitlines() or [type(error).__name__])[0]
