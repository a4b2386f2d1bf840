"""Rewrite a classification from the codes of one nomenclature to those of another."""

from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, Dict, Optional, Sequence

from ..errors import InvalidInputError
from ..jobs import ConvertClassesJob, check_choices
from ..language import _
from ..nomenclature import CLASSES_BY_NUMERO
from ..partial_files import PartialFiles
from ..progress import Progress
from ..raster.class_conversion import NOMENCLATURES, ClassConversion, OtherCode, implied_nodata
from ..raster.class_map import CODES_TAG
from ..raster.class_raster import ClassRaster
from ..raster.gdal_environment import gdal_environment
from ..raster.output_paths import check_outputs
from ..raster.style import category_names_pam, classification_qml, colour_table
from ..raster.writing import Layout, ResultRaster
from ..version import plugin_version

CHOICES = {"from_codes": tuple(NOMENCLATURES), "to_codes": tuple(NOMENCLATURES)}

GDAL_CACHE_MB = 256

FINISHING = 0.8
"""Share of the progress bar for the pixels; the rest is compression and overviews."""

OWN_TAGS = "COSIA_"
"""Start of the names of metadata that tell how a classification was made."""

MODEL_TAG = "COSIA_MODEL_HASH"
"""Metadata of classifications, which hold CoSIA's codes until they are converted."""

MAX_CODES_TOLD = 10


def run(job: ConvertClassesJob, progress: Progress) -> Dict[str, Any]:
    """Convert and write.

    Pixels whose code has no counterpart become no data; they are counted and told in a warning.

    Returns:
        ``output``, ``layer_name``, ``unmatched`` (list of ``code``, ``name``, ``pixels`` of each code without
        counterpart, most pixels first) and ``unmatched_pixels``, their sum.

    Raises:
        InvalidInputError: a parameter or the input cannot be used; nothing is written then.
        CancelledError: the user cancelled; nothing is written then.
    """
    check_choices(job, CHOICES)
    if job.from_codes == job.to_codes:
        raise InvalidInputError(
            _("FROM and TO are both '{codes}': there is nothing to convert; change one of the two.").format(
                codes=job.from_codes
            )
        )
    check_outputs(job.input, [job.output])
    with ExitStack() as stack:
        stack.enter_context(gdal_environment(GDAL_CACHE_MB, GDAL_NUM_THREADS="ALL_CPUS"))
        raster = stack.enter_context(ClassRaster(job.input))
        _check_source(job, raster.tags)
        files = stack.enter_context(PartialFiles(Path(job.output)))
        layout = _layout(job, raster.tags)
        result = stack.enter_context(ResultRaster(Path(job.output), raster.grid, layout, files))
        conversion, hidden_pixels = ClassConversion(job.from_codes, job.to_codes), 0
        implied = implied_nodata(job.from_codes)
        done_px, all_px = 0, raster.grid.width * raster.grid.height
        for window in raster.windows():
            pixels, valid = raster.read(window)
            if implied is not None:
                valid &= pixels != implied
            if raster.nodata is not None:
                hidden_pixels += int((pixels == raster.nodata).sum())
            result.write(conversion.convert(pixels, valid)[None], window)
            done_px += window[2] * window[3]
            progress.report(FINISHING * done_px / all_px, _("Converting codes"))
        progress.report(FINISHING, _("Writing overviews"))
        result.finish()
        _tell_about_hidden_class(job, raster.nodata, hidden_pixels, progress)
        _tell_about_others(job, conversion.others, progress)
        # The last moment to cancel: from now on the result is there.
        progress.report(1.0)
        files.publish()
    return {
        "output": job.output,
        "layer_name": _("Land cover of {raster} in {codes} codes").format(
            raster=Path(job.input).stem, codes=NOMENCLATURES[job.to_codes].label
        ),
        "unmatched": [asdict(other) for other in conversion.others],
        "unmatched_pixels": sum(other.pixels for other in conversion.others),
    }


def _check_source(job: ConvertClassesJob, tags: Dict[str, str]) -> None:
    """Raises: InvalidInputError, if the map says that its codes are others than the job does."""
    told = tags.get(CODES_TAG, "cosia" if MODEL_TAG in tags else "")
    if told in NOMENCLATURES and told != job.from_codes:
        raise InvalidInputError(
            _(
                "FROM is '{codes}', but the metadata of '{file}' say that it holds {told} codes: every class would be "
                "wrong; choose FROM '{name}'."
            ).format(codes=job.from_codes, file=Path(job.input).name, told=NOMENCLATURES[told].label, name=told)
        )


def _layout(job: ConvertClassesJob, tags: Dict[str, str]) -> Layout:
    """With the colours of the classes; the names beside it are those of CoSIA's codes only."""
    target = NOMENCLATURES[job.to_codes]
    record = {
        **{name: value for name, value in tags.items() if name.startswith(OWN_TAGS)},
        "TIFFTAG_SOFTWARE": f"CoSIA for QGIS {plugin_version()}",
        CODES_TAG: job.to_codes,
        "COSIA_CONVERTED_FROM": job.from_codes,
    }
    if job.to_codes == "cosia":
        sidecars = {".qml": classification_qml(job.language), "+.aux.xml": category_names_pam(job.language)}
        return Layout((_("CoSIA land cover"),), target.nodata, "MODE", colour_table(), sidecars, record)
    colours = {target.codes[numero]: (*cls.rgb, 255) for numero, cls in CLASSES_BY_NUMERO.items()}
    colours[target.nodata] = (0, 0, 0, 0)
    name = _("Land cover, {codes} codes").format(codes=target.label)
    return Layout((name,), target.nodata, "MODE", colours, {}, record)


def _tell_about_hidden_class(job: ConvertClassesJob, nodata: Optional[float], pixels: int, progress: Progress) -> None:
    source = NOMENCLATURES[job.from_codes]
    code = next((code for code in source.codes.values() if code == nodata), None)
    if pixels and code is not None:
        progress.warn(
            _(
                "The raster declares {code} as its no-data value, which is the code of {name} in {codes}: its {pixels} "
                "pixels stay no data. If they are that class, remove the no-data value from the raster first."
            ).format(code=code, name=source.class_name(code, job.language), codes=source.label, pixels=pixels)
        )


def _tell_about_others(job: ConvertClassesJob, others: Sequence[OtherCode], progress: Progress) -> None:
    if not others:
        return
    told = [
        (_("{code} ({name}): {pixels}") if other.name else _("{code}: {pixels}")).format(**asdict(other))
        for other in others[:MAX_CODES_TOLD]
    ]
    if len(others) > len(told):
        told.append(_("{count} more codes").format(count=len(others) - len(told)))
    progress.warn(
        _("{pixels} pixels have a code without counterpart in {codes} and became no data. By code: {told}.").format(
            pixels=sum(other.pixels for other in others),
            codes=NOMENCLATURES[job.to_codes].label,
            told=", ".join(told),
        )
    )
    if job.from_codes == "flair" and any(other.code == 0 for other in others):
        progress.warn(
            _(
                "FLAIR codes start at 1, but 0 occurs and is not declared as no-data. Where the map holds output "
                "channels, which start at 0 (as IGN's tiled tool writes them), add 1 to all its pixels first: every "
                "class is wrong otherwise."
            )
        )
