"""What is stacked: the files of a product or loose ones, and what their numbers mean."""

from dataclasses import dataclass
from typing import Optional, Tuple

from ..errors import InvalidInputError
from ..jobs import StackBandsJob
from ..language import _, number_text
from ..progress import Progress
from ..sensors import BD_ORTHO, PNEO, REFLECTANCE_SCALE, Sensor
from .dimap import Product, read_product
from .dimap_delivery import choose_component, find_delivery
from .file_sets import FileSet, group_layers
from .source_files import SourceFile


@dataclass(frozen=True)
class Sources:
    """Files to stack.

    Attributes:
        sensor: what took them.
        file_sets: the files, sorted by their bands.
        product: where they belong to a DIMAP product.
    """

    sensor: Sensor
    file_sets: Tuple[FileSet, ...]
    product: Optional[Product] = None

    @property
    def files(self) -> Tuple[SourceFile, ...]:
        return tuple(file for one in self.file_sets for file in one.files)

    @property
    def nodata(self) -> Optional[float]:
        """The value without data that the files, the product or the sensor tells, in this order."""
        for file in self.files:
            if file.nodata is not None:
                return file.nodata
        if self.product:
            return self.product.nodata
        return 0.0 if self.sensor is PNEO else None

    @property
    def tells_encoding(self) -> bool:
        """Whether the files or the product say what their digital numbers mean."""
        return self.product is not None or any(file.encoding for file in self.files)

    def encoding(self, dtype: str) -> str:
        """What digital numbers of that type mean: ``8-bit``, ``reflectance``, or empty where it is unknown."""
        told = {file.encoding for file in self.files} - {""}
        if len(told) == 1:
            return told.pop()
        if dtype == "uint8":
            return "8-bit"
        if self.product:
            return "reflectance" if self.product.gain == REFLECTANCE_SCALE else ""
        return "reflectance" if self.sensor is PNEO and dtype == "uint16" else ""

    def scale(self, encoding: str) -> float:
        """Physical value of one digital number; 0: what the files say."""
        if encoding == "reflectance":
            return 1 / REFLECTANCE_SCALE
        return 1 / self.product.gain if self.product and self.product.gain else 0.0

    def saturated(self, encoding: str, dtype: str) -> int:
        """Digital number of saturated pixels; 0: none is kept for them."""
        if encoding != "reflectance" or dtype != "uint16":
            return 0
        told = self.product.saturated if self.product else self.sensor.saturated
        return told if told <= 65535 else 0


def find_sources(job: StackBandsJob, progress: Progress) -> Sources:
    """The files that the job names, and those that they name.

    Raises:
        InvalidInputError: a file is missing or damaged, or does not fit the others.
    """
    product_path = job.product
    if len(job.layers) == 1 and job.layers[0].lower().endswith(".xml"):
        product_path = job.layers[0]
    sources = _of_product(product_path, job, progress) if product_path else _of_layers(job)
    for one in sources.file_sets:
        progress.log(
            _("{name}: {count} file(s) with {roles}.").format(
                name=one.name, count=len(one.files), roles=", ".join(role for role, _band in one.bands)
            )
        )
    _tell_of_masks(sources, progress)
    return sources


def _tell_of_masks(sources: Sources, progress: Progress) -> None:
    seen_through = next((file for file in sources.files if file.alpha), None)
    if seen_through:
        progress.warn(
            _(
                "Band {band} of '{name}' is marked as transparency: pixels where it is 0 become no data; "
                "if it is an image, name it in BAND_ROLES."
            ).format(band=seen_through.alpha, name=seen_through.name)
        )
    masked = [file.name for file in sources.files if file.has_mask]
    if masked:
        progress.log(
            _("{count} file(s) carry a mask, '{name}' among them: what it hides becomes no data.").format(
                count=len(masked), name=masked[0]
            )
        )


def _of_product(path: str, job: StackBandsJob, progress: Progress) -> Sources:
    if job.band_roles:
        raise InvalidInputError(_("BAND_ROLES names the bands of LAYERS; leave it empty for a PRODUCT."))
    if job.sensor == BD_ORTHO.name:
        raise InvalidInputError(_("A DIMAP product is no BD ORTHO; choose the sensor 'auto'."))
    delivery = find_delivery(path)
    component = choose_component(delivery.components, job.component)
    if delivery.absent:
        progress.warn(
            _("The delivery names images that are not there: {files}.").format(files=", ".join(delivery.absent))
        )
    product = read_product(component, job.sensor)
    progress.log(
        _("Product {name}: component {component}, {spectral}, {radiometry}, clouds {clouds} %.").format(
            name=product.name,
            component=component.name,
            spectral=component.spectral_processing,
            radiometry=product.radiometry,
            clouds="?" if product.cloud_percent is None else number_text(product.cloud_percent, ".1f"),
        )
    )
    return Sources(product.sensor, product.file_sets, product)


def _of_layers(job: StackBandsJob) -> Sources:
    if job.mask_clouds or job.mask_outside_roi:
        raise InvalidInputError(_("Only a PRODUCT brings cloud and region-of-interest masks; switch the masks off."))
    return Sources(*group_layers(job.layers, job.sensor, job.band_roles))
