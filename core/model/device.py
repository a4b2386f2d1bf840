"""Where a network is computed, and in which numbers."""

from typing import Optional

import torch

from ..errors import InvalidInputError
from ..hardware import free_memory_bytes
from ..language import _


def choose_device(device: str, gpu_index: int = 0) -> torch.device:
    """The device that ``auto`` means here, or the one that is named.

    Args:
        device: ``auto``, ``cpu``, ``cuda``, ``cuda:1``, ``mps``.
        gpu_index: number of the NVIDIA graphics card, where ``device`` names none.

    Raises:
        InvalidInputError: it is not there.
    """
    has_cuda, has_mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if device == "auto":
        device = "cuda" if has_cuda else "mps" if has_mps else "cpu"
    if device == "cuda" and gpu_index:
        device = f"cuda:{gpu_index}"
    kind, _colon, index = device.partition(":")
    missing = (
        (kind == "cuda" and (not has_cuda or int(index or 0) >= torch.cuda.device_count()))
        or (kind == "mps" and not has_mps)
        or kind not in ("cpu", "cuda", "mps")
    )
    if missing:
        raise InvalidInputError(
            _("The device '{device}' is not available to torch on this computer; choose cpu or auto.").format(
                device=device
            )
        )
    return torch.device(device)


def free_memory_of(device: torch.device) -> Optional[int]:
    """Bytes of memory that can still be taken there; None where nothing tells."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    return free_memory_bytes()


def choose_precision(precision: str, device: torch.device) -> str:
    """What ``auto`` means on ``device``: bfloat16 where the hardware computes in it, float32 elsewhere."""
    if precision != "auto":
        return precision
    if device.type == "cuda":
        return "bfloat16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float32"
    if device.type == "cpu" and cpu_has_bfloat16():
        return "bfloat16"
    return "float32"


def cpu_has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 itself (AVX-512 BF16, AMX): emulation loses to float32."""
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
