"""Jobs that read scenes: preparing, describing and classifying them."""

from dataclasses import dataclass
from typing import ClassVar, Optional, Tuple

from .base import BaseJob
from .conventions import Extent


@dataclass(eq=False, repr=False)
class StackBandsJob(BaseJob):
    """Stack the bands of a product or of loose files into one raster, bands described by role.

    Attributes:
        output: ``.vrt`` (no pixel is copied) or ``.tif``.
        product: DIMAP delivery folder, component folder, VOL or DIM file.
        component: component to take where a delivery holds several; empty: the multispectral one.
        layers: rasters to stack or mosaic, where there is no product.
        sensor: name in ``sensors.SENSORS``, or ``auto``.
        band_roles: roles of the bands of ``layers`` in their order; empty: found from names.
        encoding: ``keep`` or ``8-bit``.
        scale_min, scale_max: digital numbers that become 1 and 255 in 8-bit encoding.
        percentiles: lower and upper percentile per band, used where no bounds are given.
        resampling: ``refuse``, ``nearest``, ``bilinear`` or ``cubic``, where grids differ.
        extent: part to keep, widened to whole pixels.
        pixel_size_m: pixel size of the output in metres; 0: that of the input.
        nodata: overrides or supplies the no-data value.
        mask_clouds: pixels inside the product's cloud mask become no-data.
        mask_outside_roi: pixels outside the product's region of interest become no-data.
    """

    kind: ClassVar[str] = "stack_bands"
    output: str
    product: str = ""
    component: str = ""
    layers: Tuple[str, ...] = ()
    sensor: str = "auto"
    band_roles: Tuple[str, ...] = ()
    encoding: str = "keep"
    scale_min: Optional[float] = None
    scale_max: Optional[float] = None
    percentiles: Tuple[float, float] = (1.0, 99.0)
    resampling: str = "refuse"
    extent: Optional[Extent] = None
    pixel_size_m: float = 0.0
    nodata: Optional[float] = None
    mask_clouds: bool = False
    mask_outside_roi: bool = False
    language: str = "en"


@dataclass(eq=False, repr=False)
class ClassifyJob(BaseJob):
    """Classify a raster into the 15 CoSIA classes.

    Attributes:
        input: raster to classify.
        output: classification, uint8 GeoTIFF of ``numero``, 0 = no data.
        model: model file; empty: the bundled demonstration model that fits the roles.
        confidence: optional raster of the highest class probability, percent.
        probabilities: optional raster of one band per class, percent.
        band_roles: roles of the bands in their order; empty: the raster's band descriptions.
        normalisation: ``auto`` (what the model file says), ``norma-01``, ``norma-source``, ``norma-target``.
        statistics: JSON of the target data set, for ``norma-target``; empty: from the raster itself.
        extent: part to classify, widened to whole pixels.
        mask: polygon file; pixels outside all polygons become no data.
        nodata: overrides or supplies the no-data value.
        tile_size_px: side of the square that the network sees, multiple of 32; 0: chosen.
        margin_px: pixels cropped on each side of a tile, multiple of 32.
        edge: what the network sees beyond the scene: ``reflect`` or ``zero``.
        batch_size: tiles computed at once; 0: chosen.
        device: ``auto``, ``cpu``, ``cuda`` (or ``cuda:1``), ``mps``.
        precision: ``auto``, ``float32``, ``bfloat16``.
        scale_min, scale_max: digital numbers of the raster that 1 and 255 of 8-bit statistics stand for, as in
            ``StackBandsJob``; without them statistics cross from one encoding to the other only where an 8-bit stack
            of reflectance says itself how it was scaled.
        resample_to_model: let the network see the scene at the pixel size that it was trained on; the results
            keep the scene's own grid.
        augment: average the probabilities over each tile turned and mirrored in eight ways.
        resume: go on where a run of the same output and the same values was cut off.
        report: optional HTML page.
        gpu_index: number of the NVIDIA graphics card, where ``device`` names none.
    """

    kind: ClassVar[str] = "classify"
    input: str
    output: str
    model: str = ""
    confidence: str = ""
    probabilities: str = ""
    band_roles: Tuple[str, ...] = ()
    normalisation: str = "auto"
    statistics: str = ""
    extent: Optional[Extent] = None
    mask: str = ""
    nodata: Optional[float] = None
    tile_size_px: int = 0
    margin_px: int = 128
    edge: str = "reflect"
    batch_size: int = 0
    device: str = "auto"
    precision: str = "auto"
    scale_min: Optional[float] = None
    scale_max: Optional[float] = None
    resample_to_model: bool = False
    augment: bool = False
    resume: bool = False
    report: str = ""
    gpu_index: int = 0
    language: str = "en"


@dataclass(eq=False, repr=False)
class ComputeStatisticsJob(BaseJob):
    """Mean, standard deviation, percentiles and histogram of each band over a data set of one or more rasters.

    Attributes:
        inputs: rasters of the data set; all have the same band roles and encoding.
        output: JSON that ``classify`` and ``fine_tune`` take.
        report: optional HTML page.
        model: optional model file, whose training statistics the report shows beside these; empty: the bundled
            demonstration model that fits the roles.
        band_roles: roles of the bands in their order; empty: the rasters' band descriptions.
        extent: part of the rasters to look at.
        mask: polygon file; only pixels inside its polygons count.
        blocks: random blocks at full resolution to take from the data set; 0: all pixels.
        nodata: overrides or supplies the no-data value.
        seed: of the choice of blocks.
    """

    kind: ClassVar[str] = "compute_statistics"
    inputs: Tuple[str, ...]
    output: str
    report: str = ""
    model: str = ""
    band_roles: Tuple[str, ...] = ()
    extent: Optional[Extent] = None
    mask: str = ""
    blocks: int = 0
    nodata: Optional[float] = None
    seed: int = 0
    language: str = "en"


@dataclass(eq=False, repr=False)
class CompareNormalisationsJob(BaseJob):
    """Classify crops of a scene with each normalisation, and recommend one.

    Attributes:
        input: raster to classify.
        report: HTML page.
        model: model file; empty: the bundled demonstration model that fits the roles.
        extent: part of the scene to take crops from.
        reference: optional raster of ``numero`` or polygons with a field ``numero``, to measure accuracy with.
        class_field: of polygons.
        band_roles: roles of the bands in their order; empty: the raster's band descriptions.
        statistics: JSON of the target data set, for norma-target; empty: from the raster itself.
        scale_min, scale_max, resample_to_model: as in ``ClassifyJob``.
        nodata: overrides or supplies the no-data value.
        crops: squares spread over the scene that are classified.
        device: as in ``ClassifyJob``.
    """

    kind: ClassVar[str] = "compare_normalisations"
    input: str
    report: str
    model: str = ""
    extent: Optional[Extent] = None
    reference: str = ""
    class_field: str = "numero"
    band_roles: Tuple[str, ...] = ()
    statistics: str = ""
    scale_min: Optional[float] = None
    scale_max: Optional[float] = None
    resample_to_model: bool = False
    nodata: Optional[float] = None
    crops: int = 4
    device: str = "auto"
    language: str = "en"


@dataclass(eq=False, repr=False)
class ConvertClassesJob(BaseJob):
    """Rewrite a classification from the codes of one nomenclature to those of another.

    Attributes:
        input: raster of class codes.
        output: uint8 GeoTIFF.
        from_codes, to_codes: ``flair``, ``flair-hub`` or ``cosia``.
    """

    kind: ClassVar[str] = "convert_classes"
    input: str
    output: str
    from_codes: str = "flair"
    to_codes: str = "cosia"
    language: str = "en"
