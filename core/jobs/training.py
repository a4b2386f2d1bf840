"""Jobs about annotating and training."""

from dataclasses import dataclass
from typing import ClassVar, Optional, Tuple

from .base import BaseJob
from .conventions import Extent


@dataclass(eq=False, repr=False)
class CreateAnnotationLayerJob(BaseJob):
    """An empty or prefilled layer of polygons with a class each.

    Attributes:
        output: GeoPackage.
        input: optional raster to annotate, which gives the coordinate system.
        classification: optional classification of it, whose areas become polygons to correct.
        crs: of the layer (WKT or ``EPSG:…``); empty: that of ``input``, else of ``classification``.
        extent: part of the classification to take polygons from.
        min_area_m2: smaller areas of the classification are left out.
        author: written into each polygon that is drawn or changed; empty: the name of QGIS's user.
    """

    kind: ClassVar[str] = "create_annotation_layer"
    output: str
    input: str = ""
    classification: str = ""
    crs: str = ""
    extent: Optional[Extent] = None
    min_area_m2: float = 25.0
    author: str = ""
    language: str = "en"


@dataclass(eq=False, repr=False)
class SuggestAnnotationsJob(BaseJob):
    """Rectangles of a scene where annotating helps a model most, the best first.

    Attributes:
        input: raster.
        output: vector file.
        model: model file; empty: the bundled demonstration model that fits the roles.
        count: rectangles.
        size_m: side of a rectangle.
        mask: polygon file; rectangles lie inside its polygons.
        band_roles: roles of the bands in their order; empty: the raster's band descriptions.
        normalisation, statistics, scale_min, scale_max, resample_to_model: as in ``ClassifyJob``.
        extent: part of the scene.
        nodata: overrides or supplies the no-data value.
        annotations: polygons that exist already; rectangles keep away from them.
        seed: of the parts of a large scene that are looked at.
        device: as in ``ClassifyJob``.
    """

    kind: ClassVar[str] = "suggest_annotations"
    input: str
    output: str
    model: str = ""
    count: int = 10
    size_m: float = 40.0
    mask: str = ""
    band_roles: Tuple[str, ...] = ()
    normalisation: str = "auto"
    statistics: str = ""
    scale_min: Optional[float] = None
    scale_max: Optional[float] = None
    resample_to_model: bool = False
    extent: Optional[Extent] = None
    nodata: Optional[float] = None
    annotations: str = ""
    seed: int = 0
    device: str = "auto"
    language: str = "en"


@dataclass(eq=False, repr=False)
class TrainingJob(BaseJob):
    """What every training needs: scenes, their annotations, and how to learn from them.

    Attributes:
        inputs: scenes; all have the same band roles and encoding.
        annotations: polygons with a class, or rasters of ``numero``; each scene takes what lies on it, of several
            the last.
        class_field: of polygons.
        model: model file to start from; empty for ``app-scratch``, else the bundled demonstration model that fits.
        statistics: JSON of the target data set, for norma-target; empty: from the scenes themselves.
        band_roles: roles of the bands of ``inputs`` in their order; empty: the rasters' band descriptions.
        nodata: overrides or supplies the no-data value.
        extra_bands: what bands get that the model does not know: ``ignore``, ``zero``, ``nearest``, ``mean``.
        source_inputs, source_labels: a second data set to mix in, as ``inputs`` and ``annotations``.
        source_ratio: share of the chips that come from it, 0-1.
        encoder, encoder_weights: for ``app-scratch``: encoder of the U-Net, and a file of its ImageNet weights
            (``.pth`` of torchvision); empty: downloaded.
        class_weights: ``equal``, ``square-root`` or ``inverse`` of a class's share of the annotated pixels.
        loss: ``cross-entropy``, ``cross-entropy-dice`` or ``focal``.
        augment_radiometry: relight chips beside flipping and turning them.
        epochs: at most so many.
        patience: epochs without a better validation after which training stops.
        monitor: what a better validation is: ``miou`` or ``loss``. Of a few polygons the loss judges better: on the
            sample scene with 52 of them, the mIoU of the validation fell in the first epoch by 1.5 and 3.9 points in
            two of four splits, while that of the whole scene rose by 9 to 12 points in all four, as the loss told.
        chip_size_px: side of a training chip, multiple of 32; 0: chosen.
        batch_size: chips per step; 0: chosen.
        learning_rate: the highest one; 0: by strategy.
        validation, test: percent of the annotated area that training does not see.
        device: as in ``ClassifyJob``.
    """

    inputs: Tuple[str, ...]
    annotations: Tuple[str, ...]
    output: str
    report: str = ""
    class_field: str = "numero"
    model: str = ""
    statistics: str = ""
    band_roles: Tuple[str, ...] = ()
    nodata: Optional[float] = None
    extra_bands: str = "ignore"
    source_inputs: Tuple[str, ...] = ()
    source_labels: Tuple[str, ...] = ()
    source_ratio: float = 0.5
    encoder: str = "resnet34"
    encoder_weights: str = ""
    class_weights: str = "equal"
    loss: str = "cross-entropy"
    augment_radiometry: bool = True
    epochs: int = 30
    patience: int = 8
    monitor: str = "loss"
    chip_size_px: int = 0
    batch_size: int = 0
    learning_rate: float = 0.0
    validation: float = 20.0
    test: float = 20.0
    device: str = "auto"
    language: str = "en"


@dataclass(eq=False, repr=False)
class FineTuneJob(TrainingJob):
    """Train a model on annotated scenes.

    Attributes:
        output: model file to write.
        report: optional HTML page.
        strategy: one of ``STRATEGIES``.
        normalisation: ``norma-01``, ``norma-source`` or ``norma-target``.
        seed: of the split, the weights and the chips.
        resume: go on where a training that was cut off stopped.
    """

    kind: ClassVar[str] = "fine_tune"
    strategy: str = "ft-initialisation"
    normalisation: str = "norma-target"
    seed: int = 0
    resume: bool = False


@dataclass(eq=False, repr=False)
class CompareStrategiesJob(TrainingJob):
    """Train with every combination of strategies, normalisations, shares of the annotated area and seeds.

    Attributes:
        output: CSV in long form, one row per training and figure.
        report: HTML page.
        strategies: of ``STRATEGIES``.
        normalisations: as in ``FineTuneJob``.
        area_fractions: percent of the annotated training area; empty: all of it.
        seeds: each trains everything once; the first one is that of the split.
        resume: keep finished trainings when it is cut off, and go on from those that the same output has.
    """

    kind: ClassVar[str] = "compare_strategies"
    strategies: Tuple[str, ...] = ("app-scratch", "ft-initialisation", "ft-freeze-encoder", "ft-finetune-head")
    normalisations: Tuple[str, ...] = ("norma-target",)
    area_fractions: Tuple[float, ...] = ()
    seeds: Tuple[int, ...] = (0,)
    resume: bool = True
