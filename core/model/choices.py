"""What a run chose by itself, and why, in sentences for the log."""

from typing import Iterator

from ..jobs import ClassifyJob
from ..language import _
from .classification_resume import Settled
from .inference import Predictor


def choice_sentences(job: ClassifyJob, settled: Settled, predictor: Predictor, is_resumed: bool) -> Iterator[str]:
    """One sentence on the precision, one on the tiles with the memory that they take.

    Args:
        job: what the user asked for.
        settled: what came of it.
        predictor: on its device.
        is_resumed: whether it was settled by the run that this one goes on from.
    """
    yield _("Precision {precision} on {device}: {reason}.").format(
        precision=predictor.precision, device=predictor.device, reason=_precision_reason(job, predictor)
    )
    tiling = settled.tiling
    needed_gb = predictor.working_bytes(tiling, settled.batch_size) / 1e9
    free_bytes = predictor.free_memory_bytes()
    sentence = _("Tiles of {width} × {height} px: {reason}; the run takes about {needed:.1f} GB of memory.")
    if free_bytes is not None:
        sentence = _(
            "Tiles of {width} × {height} px: {reason}; the run takes about {needed:.1f} GB of memory; "
            "{free:.1f} GB are free."
        )
    yield sentence.format(
        width=tiling.tile_width,
        height=tiling.tile_height,
        reason=_tile_reason(job, settled, predictor, is_resumed),
        needed=needed_gb,
        free=(free_bytes or 0) / 1e9,
    )


def _precision_reason(job: ClassifyJob, predictor: Predictor) -> str:
    if job.precision != "auto":
        return _("as asked for")
    if predictor.precision == "bfloat16":
        return _("the device computes in it itself, about twice as fast as in float32")
    return _("the device does not compute in shorter numbers itself")


def _tile_reason(job: ClassifyJob, settled: Settled, predictor: Predictor, is_resumed: bool) -> str:
    if job.tile_size_px:
        return _("as asked for")
    if is_resumed:
        return _("as the run began")
    if len(settled.tiling) == 1:
        return _("one holds everything")
    if predictor.is_bound_to_patches:
        return _("this network answers as it was trained only on tiles as large as its training patches")
    if predictor.is_memory_short():
        return _("as large as half of the free memory allows")
    return _("larger ones would gain almost nothing")
