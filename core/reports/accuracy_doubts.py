"""What makes figures of accuracy weaker than they look."""

from typing import List, Tuple

from ..language import _
from ..nomenclature import CLASSES
from ..training.map_assessment import MapAssessment

FEW_POINTS = 30
"""Of a class: fewer leave wide or misleading intervals."""


def doubts(assessment: MapAssessment, language: str) -> List[str]:
    """A sentence each; first the remarks of the assessment itself."""
    found = list(assessment.remarks)
    sample = assessment.sample
    if sample is not None:

        def names(numeros: Tuple[int, ...]) -> str:
            return ", ".join(CLASSES[numero - 1].name(language) for numero in numeros)

        if sample.uncovered():
            found.append(
                _(
                    "No point of these classes of the map is interpreted, so that nothing is said of their ground, "
                    "{share:.2f} % of the map: {classes}."
                ).format(
                    share=100.0 * sum(sample.pixels[numero - 1] for numero in sample.uncovered()) / sample.pixels.sum(),
                    classes=names(sample.uncovered()),
                )
            )
        lonely = tuple(numero for numero in sample.lonely() if numero not in sample.uncovered())
        if lonely:
            found.append(
                _(
                    "There are no standard errors, since only one point of these classes of the map is interpreted: "
                    "{classes}; interpret a second one."
                ).format(classes=names(lonely))
            )
    if assessment.kind in ("points", "sample"):
        few = [cls for cls in CLASSES if 0 < int(assessment.matrix[cls.numero - 1].sum()) < FEW_POINTS]
        if few:
            found.append(
                _("Fewer than {count} points are truly of these classes, whose figures say little: {classes}.").format(
                    count=FEW_POINTS, classes=", ".join(cls.name(language) for cls in few)
                )
            )
    return found
