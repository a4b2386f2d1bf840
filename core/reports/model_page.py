"""The page that tells what a model is, and how far its parameters lie from another's."""

from typing import Any, Dict, List, Optional, Tuple

from ..language import _, number_text
from ..model.bundled import demonstration_notice
from ..model.layer_groups import DECODER, ENCODER
from ..model.parameter_change import Change, ParameterChange, describe_network
from ..model.passport import Passport
from ..nomenclature import CLASSES, CLASSES_BY_NUMERO
from ..sensors import BAND_ROLES
from .accuracy_record import KEYS, read_accuracy
from .fine_tuning_summary import read_fine_tuning
from .page import render_page
from .parameter_figures import change_in_words, group_label, groups_figure, layers_figure, percent_text
from .training_record import training_rows


def model_page(
    passport: Passport,
    parameters: int,
    language: str,
    other: Optional[Passport] = None,
    change: Optional[ParameterChange] = None,
) -> str:
    """The page as HTML.

    Args:
        passport: of the model.
        parameters: numbers that training fits.
        language: of the page.
        other: passport of the model that it is compared with.
        change: of the parameters from ``other``.
    """
    accuracy = read_accuracy(passport.training, language)
    tuning = read_fine_tuning(passport.training, language)
    record = tuning.rest if tuning else passport.training
    shown = {key: value for key, value in record.items() if key != "notice"}
    if accuracy:
        key = next(key for key in KEYS if isinstance(shown.get(key), dict))
        shown[key] = {name: value for name, value in accuracy.rest.items() if name != "interval_95" or not tuning}
        if not shown[key]:
            del shown[key]
    return render_page(
        "model.html",
        language,
        passport=passport,
        demonstration=demonstration_notice() if passport.demonstration else "",
        notice="" if passport.demonstration else passport.training.get("notice", ""),
        network=describe_network(passport),
        parameters=_count(parameters),
        encoding=_encoding_words(passport.encoding),
        bands=_bands(passport),
        outputs=_outputs(passport, language),
        masked=[str(channel) for channel, numero in enumerate(passport.outputs) if not numero],
        unknown=[cls.name(language) for cls in CLASSES if cls.numero not in passport.outputs],
        accuracy=accuracy,
        iou=[(cls.colour, cls.name(language), value) for cls, value in accuracy.iou] if accuracy else [],
        tuning=tuning,
        training=training_rows(shown),
        other=other,
        comparison=_comparison(change, language) if change else None,
    )


def _bands(passport: Passport) -> List[Dict[str, Any]]:
    names = {
        "red": _("red"),
        "green": _("green"),
        "blue": _("blue"),
        "nir": _("near infrared"),
        "deep_blue": _("deep blue"),
        "red_edge": _("red edge"),
        "elevation": _("elevation"),
    }
    extension = {
        "zero": _("added with weights of zero"),
        "nearest": _("added with the weights of the nearest wavelength"),
        "mean": _("added with the mean of the other bands' weights"),
    }
    return [
        {
            "name": names[role],
            "role": role,
            "wavelengths": _wavelengths(role),
            "mean": number_text(passport.means[index], ".2f") if passport.means else "",
            "deviation": number_text(passport.deviations[index], ".2f") if passport.deviations else "",
            "extension": extension[passport.extension] if role in passport.extended_bands else "",
        }
        for index, role in enumerate(passport.band_roles)
    ]


def _wavelengths(role: str) -> str:
    limits = BAND_ROLES[role].wavelengths_nm
    return f"{limits[0]}–{limits[1]}" if limits else "–"


def _encoding_words(encoding: str) -> str:
    return {
        "8-bit": _("8-bit digital numbers, 0–255"),
        "reflectance": _("surface reflectance × 10 000, 16 bits"),
    }[encoding]


def _outputs(passport: Passport, language: str) -> List[Dict[str, Any]]:
    return [
        {
            "channel": channel,
            "numero": numero,
            "name": CLASSES_BY_NUMERO[numero].name(language),
            "colour": CLASSES_BY_NUMERO[numero].colour,
        }
        for channel, numero in enumerate(passport.outputs)
        if numero
    ]


def _comparison(change: ParameterChange, language: str) -> Dict[str, Any]:
    return {
        "sentences": change_in_words(change),
        "groups_figure": groups_figure(change),
        "layers_figure": layers_figure(change),
        "groups": [(group_label(group), *_cells(one)) for group, one in change.groups.items()],
        "parts": _parts(change),
        "bands": [
            (band.role, *(percent_text(value) for value in (band.relative, band.share_before, band.share)))
            for band in change.bands
        ],
        "compared": ", ".join(CLASSES_BY_NUMERO[numero].name(language) for numero in change.numeros),
        "left_out": ", ".join(CLASSES_BY_NUMERO[numero].name(language) for numero in change.numeros_left_out),
    }


def _parts(change: ParameterChange) -> List[Tuple[str, ...]]:
    """The whole encoder, the whole decoder, and everything together."""
    labels = {ENCODER: _("Whole encoder"), DECODER: _("Whole decoder"), "": _("All")}
    return [
        (label, *_cells(sum((one for group, one in change.groups.items() if part in ("", group.part)), Change())))
        for part, label in labels.items()
    ]


def _cells(change: Change) -> Tuple[str, ...]:
    """How many numbers training fits, and how far kernels, scales and statistics moved."""
    movements = (change.weights, change.scales, change.statistics)
    fitted = change.weights.numbers + change.scales.numbers
    return _count(fitted), *(percent_text(one.relative) if one.numbers else "" for one in movements)


def _count(number: int) -> str:
    """With thin spaces between thousands, in any language."""
    return f"{number:,}".replace(",", "\u202f")
