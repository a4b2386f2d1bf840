"""Lets a torchvision that was built for another torch be imported.

Pip may pair a CUDA build of torchvision with a CPU build of torch. Its compiled operators then do not
load, and ``import torchvision`` fails on declaring fake versions of them. CoSIA never calls them: only
the names have to exist.
"""

import torch

_library = torch.library.Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]
"""Kept alive: its declarations vanish with it."""


def declare_missing_operators() -> None:
    """Declares torchvision's compiled operators if torchvision cannot be imported for the lack of them.

    Raises:
        RuntimeError, ImportError: torchvision cannot be imported for another reason.
    """
    try:
        import torchvision  # noqa: F401
    except RuntimeError as error:
        if "torchvision::nms does not exist" not in str(error):
            raise
        for name in ("nms", "qnms"):
            signature = f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
            _library.define(signature)  # type: ignore[no-untyped-call]
