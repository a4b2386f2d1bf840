"""Cancelling in the middle of a step of training, which may take many seconds."""

from typing import Any

import torch

from ..progress import Progress


class Stop:
    """Hooks that let a cancel interrupt a step between layers."""

    def __init__(self, handles: list[Any]) -> None:
        self._handles = handles

    def release(self) -> None:
        for handle in self._handles:
            handle.remove()


def stoppable(network: torch.nn.Module, progress: Progress) -> Stop:
    """Let a cancel end a step of training between two layers, until the answer is released."""
    handles: list[Any] = []
    for module in network.modules():
        if isinstance(module, torch.nn.Conv2d):
            handles.append(module.register_forward_pre_hook(lambda *_arguments: progress.check_cancelled()))
            if module.weight.requires_grad:
                hook = module.weight.register_hook(lambda _gradient: progress.check_cancelled())  # type: ignore[no-untyped-call]
                handles.append(hook)
    return Stop(handles)
