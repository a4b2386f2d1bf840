"""How much a pixel of each class counts in the loss."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from ..language import _
from ..nomenclature import CLASSES, NO_DATA

CAP = 20.0
"""A pixel of a rare class counts at most so many times as much as the average annotated pixel: where a class has ten
pixels, more would fit the network to these ten."""

_EXPONENTS = {"equal": 0.0, "square-root": -0.5, "inverse": -1.0}


def class_weights(pixels: NDArray[np.int64], scheme: str) -> NDArray[np.float64]:
    """Weights by class whose mean over the annotated pixels is 1, so that the loss keeps its size.

    Args:
        pixels: ``(15,)`` annotated training pixels in the order of ``numero``.
        scheme: ``equal``, or the ``square-root`` or the whole ``inverse`` of a class's share of the pixels.

    Returns:
        ``(15,)``, at most ``CAP``; 0 for classes without annotation.
    """
    annotated = pixels > 0
    counts = np.where(annotated, pixels, 1).astype(np.float64)
    raw = np.where(annotated, (counts / counts.max()) ** _EXPONENTS[scheme], 0.0)
    capped = np.zeros(len(pixels), bool)
    weights = raw
    # What the cap takes from rare classes goes to the others, which may lift one of these to the cap.
    while annotated.any():
        left = pixels.sum() - CAP * pixels[capped].sum()
        free = annotated & ~capped
        weights = np.where(capped, CAP, raw * left / (pixels[free] * raw[free]).sum())
        above = weights > CAP
        if not above.any():
            break
        capped |= above
    return weights


def weights_of_outputs(weights: NDArray[np.float64], outputs: Sequence[int]) -> torch.Tensor:
    """The weights in the order of a network's outputs.

    Args:
        weights: ``(15,)`` in the order of ``numero``.
        outputs: ``numero`` of each output; 0 for one that stands for no class and gets the weight 0.

    Returns:
        float32 ``(outputs,)``.
    """
    return torch.tensor([0.0 if numero == NO_DATA else weights[numero - 1] for numero in outputs], dtype=torch.float32)


def weights_sentence(pixels: NDArray[np.int64], weights: NDArray[np.float64], scheme: str, language: str) -> str:
    """What the weights do, in words.

    Args:
        pixels: as in :func:`class_weights`.
        weights: its answer.
        scheme: its name.
        language: of the names of the classes.
    """

    def names(chosen: NDArray[np.bool_]) -> str:
        return ", ".join(cls.name(language) for cls, is_chosen in zip(CLASSES, chosen) if is_chosen)

    annotated = pixels > 0
    if scheme == "equal" or len(np.unique(weights[annotated])) < 2:
        sentences = [_("Every annotated pixel counts the same, whatever its class.")]
    else:
        top, bottom = weights.max(), weights[annotated].min()
        basis = {
            "square-root": _("the square root of its class's area"),
            "inverse": _("its class's area"),
        }[scheme]
        sentences = [
            _(
                "An annotated pixel counts the less the larger {basis}: most in {most} (weight {highest:.2f}), least "
                "in {least} (weight {lowest:.2f}); the average is 1."
            ).format(
                basis=basis,
                most=names(weights == top),
                highest=top,
                least=names(annotated & (weights == bottom)),
                lowest=bottom,
            )
        ]
        if top == CAP:
            sentences.append(
                _("Without the limit of {cap:g}, {classes} would count more still.").format(
                    cap=CAP, classes=names(weights == CAP)
                )
            )
    if not annotated.all():
        sentences.append(
            _("Nothing is learned of classes without annotation: {classes}.").format(classes=names(~annotated))
        )
    return " ".join(sentences)
