"""Parameter values of one run, as what a job holds: paths, names, numbers and extents."""

from typing import Any, Dict, List, Optional, Tuple, Union

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsFields,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingParameters,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import InvalidInputError
from ..core.jobs import FEATURE_ID_FIELD, Extent
from .paths import absolute_path


class ParameterValues:
    """Reads parameters by name; every method takes the name that ``initAlgorithm`` declared.

    Attributes:
        layer_names: of the vector layers that were read, by the path of their copy.
    """

    def __init__(
        self,
        algorithm: QgsProcessingAlgorithm,
        choices: Dict[str, Tuple[str, ...]],
        parameters: Dict[str, Any],
        context: QgsProcessingContext,
    ) -> None:
        self._algorithm = algorithm
        self._choices = choices
        self._parameters = parameters
        self._context = context
        self._outputs: List[str] = []
        self.layer_names: Dict[str, str] = {}

    def text(self, name: str) -> str:
        """A string, or the absolute path of a file or folder; empty when the parameter is left empty."""
        text = QgsProcessingParameters.parameterAsString(*self._arguments(name)).strip()
        is_file = isinstance(self._algorithm.parameterDefinition(name), QgsProcessingParameterFile)
        return absolute_path(text) if is_file else text

    def program(self, name: str) -> str:
        """A program by its path, or a command by its name; empty when the parameter is left empty."""
        return QgsProcessingParameters.parameterAsString(*self._arguments(name)).strip()

    def names(self, name: str) -> Tuple[str, ...]:
        """Names separated by commas, semicolons or blanks; scripts may give a list."""
        return tuple(self._words(name))

    def flag(self, name: str) -> bool:
        return bool(QgsProcessingParameters.parameterAsBool(*self._arguments(name)))

    def integer(self, name: str) -> int:
        return int(QgsProcessingParameters.parameterAsInt(*self._arguments(name)))

    def number(self, name: str) -> float:
        return float(QgsProcessingParameters.parameterAsDouble(*self._arguments(name)))

    def range(self, name: str) -> Tuple[float, float]:
        """Minimum and maximum; NaN for one that is left empty."""
        minimum, maximum = QgsProcessingParameters.parameterAsRange(*self._arguments(name))
        return minimum, maximum

    def optional_number(self, name: str) -> Optional[float]:
        """None when the parameter is left empty, which QGIS itself reads as 0."""
        return self.number(name) if self.text(name) else None

    def choice(self, name: str) -> str:
        """Name of the chosen value of an enum, which may be given as index or as name.

        Raises:
            InvalidInputError: neither an index nor a name of the enum.
        """
        return choice(name, self.text(name), self._choices[name])

    def extent(self, name: str) -> Optional[Extent]:
        """The rectangle in its own CRS, or None when the parameter is left empty."""
        rectangle = QgsProcessingParameters.parameterAsExtent(*self._arguments(name))
        if rectangle.isNull():
            return None
        crs = portable_crs(QgsProcessingParameters.parameterAsExtentCrs(*self._arguments(name)))
        return Extent(rectangle.xMinimum(), rectangle.yMinimum(), rectangle.xMaximum(), rectangle.yMaximum(), crs)

    def crs(self, name: str) -> str:
        """A coordinate reference system as ``EPSG:…`` or WKT; empty when the parameter is left empty."""
        return portable_crs(QgsProcessingParameters.parameterAsCrs(*self._arguments(name)))

    def raster(self, name: str) -> str:
        """Path of a raster that GDAL opens outside QGIS; empty when the parameter is left empty.

        Raises:
            InvalidInputError: a web service or another source that is no file.
            QgsProcessingException: no such raster.
        """
        layer = QgsProcessingParameters.parameterAsRasterLayer(*self._arguments(name))
        if layer is not None:
            return raster_path(layer)
        if self.text(name):
            raise QgsProcessingException(self._algorithm.invalidRasterError(self._parameters, name))
        return ""

    def rasters(self, name: str) -> Tuple[str, ...]:
        """Paths of a list of rasters.

        A path goes to the worker without a look: QGIS would silently drop a file that it cannot open, and the
        worker says what is wrong with it.

        Raises:
            InvalidInputError: as :meth:`raster`.
        """
        value = self._parameters.get(name)
        items = value if isinstance(value, (list, tuple)) else [value]
        if not all(isinstance(item, (str, QgsRasterLayer)) for item in items):
            items = QgsProcessingParameters.parameterAsLayerList(*self._arguments(name))
        return tuple(self._raster_item(item) for item in items if item)

    def _raster_item(self, item: Union[str, QgsRasterLayer]) -> str:
        layer = item
        if isinstance(item, str):
            layer = QgsProcessingUtils.mapLayerFromString(item, self._context, allowLoadingNewLayers=False)
        return raster_path(layer) if isinstance(layer, QgsRasterLayer) else absolute_path(str(item))

    def vector(self, name: str) -> str:
        """Path of a file with the features of any vector layer; empty when the parameter is left empty.

        Raises:
            InvalidInputError: the layer cannot be read to its end.
            QgsProcessingException: no such layer.
        """
        source = QgsProcessingParameters.parameterAsSource(*self._arguments(name))
        if source is not None:
            path = feature_file(source, name, self._context)
            self.layer_names[path] = source.sourceName()
            return path
        if self.text(name):
            raise QgsProcessingException(self._algorithm.invalidSourceError(self._parameters, name))
        return ""

    def layer(self, name: str) -> str:
        """Path of a raster, or of a file with the features of a vector layer; empty when it is left empty.

        Raises:
            InvalidInputError: as :meth:`raster` and :meth:`vector`.
            QgsProcessingException: no such layer.
        """
        layer = QgsProcessingParameters.parameterAsLayer(*self._arguments(name))
        return self.raster(name) if isinstance(layer, QgsRasterLayer) else self.vector(name)

    def output(self, name: str) -> str:
        """Path to write a raster or vector layer to; empty when an optional output is skipped."""
        given = QgsProcessingParameters.parameterAsOutputLayer(*self._arguments(name))
        path = absolute_path(given)
        layers = self._context.layersToLoadOnCompletion()
        if given in layers:
            # The worker's answer, by which the layer is styled, holds the absolute path.
            details = layers.pop(given)
            # The batch window wants to load what it skips, too.
            if path:
                layers[path] = details
            self._context.setLayersToLoadOnCompletion(layers)
        self._outputs.append(path)
        return path

    def output_file(self, name: str) -> str:
        """Path to write a file to that is no layer; empty when an optional output is skipped."""
        return absolute_path(QgsProcessingParameters.parameterAsFileOutput(*self._arguments(name)))

    def numbers(self, name: str) -> Tuple[float, ...]:
        """Numbers separated by commas, semicolons or blanks; scripts may give a list.

        Raises:
            InvalidInputError: a word is no number; it is named.
        """
        words = self._words(name)
        try:
            return tuple(float(word) for word in words)
        except ValueError as error:
            message = QCoreApplication.translate(
                "ParameterValues", "{parameter} is '{value}', but must be numbers separated by commas: {error}."
            )
            raise InvalidInputError(message.format(parameter=name, value=", ".join(words), error=error)) from None

    def integers(self, name: str) -> Tuple[int, ...]:
        """Whole numbers, separated as :meth:`numbers`.

        Raises:
            InvalidInputError: a word is no whole number; it is named.
        """
        numbers = self.numbers(name)
        for number in numbers:
            if not number.is_integer():
                message = QCoreApplication.translate(
                    "ParameterValues", "{parameter} holds {number}, but must be whole numbers separated by commas."
                )
                raise InvalidInputError(message.format(parameter=name, number=number))
        return tuple(int(number) for number in numbers)

    def _words(self, name: str) -> List[str]:
        given = self._parameters.get(name)
        # QGIS reads a list as an empty text.
        text = ",".join(map(str, given)) if isinstance(given, (list, tuple)) else self.text(name)
        return text.replace(",", " ").replace(";", " ").split()

    def forget_outputs(self) -> None:
        """Keep QGIS from loading outputs of a failed run; an older file may lie under the same name."""
        layers = self._context.layersToLoadOnCompletion()
        kept = {path: details for path, details in layers.items() if path not in self._outputs}
        self._context.setLayersToLoadOnCompletion(kept)

    def _arguments(self, name: str) -> Tuple[QgsProcessingParameterDefinition, Dict[str, Any], QgsProcessingContext]:
        return self._algorithm.parameterDefinition(name), self._parameters, self._context


def portable_crs(crs: QgsCoordinateReferenceSystem) -> str:
    """What names ``crs`` outside QGIS; empty if it is not valid."""
    # Only codes that mean the same outside this QGIS profile may travel as codes.
    return crs.authid() if crs.authid().startswith("EPSG:") else crs.toWkt(crs.WktVariant.WKT_PREFERRED)


def choice(parameter: str, value: str, names: Tuple[str, ...]) -> str:
    """The name that ``value``, an index or a name, stands for.

    Raises:
        InvalidInputError: it is neither.
    """
    if value in names:
        return value
    if value.isdigit() and int(value) < len(names):
        return names[int(value)]
    message = QCoreApplication.translate(
        "ParameterValues", "{parameter} has the unknown value '{value}'; use one of: {names}."
    )
    raise InvalidInputError(message.format(parameter=parameter, value=value, names=", ".join(names)))


def raster_path(layer: QgsRasterLayer) -> str:
    """What GDAL opens for ``layer``, without QGIS's own options behind ``|``.

    Raises:
        InvalidInputError: the layer is not read through GDAL.
    """
    if layer.providerType() == "gdal":
        return absolute_path(layer.source().split("|")[0])
    message = QCoreApplication.translate(
        "ParameterValues", "The raster '{layer}' is a service ({provider}): save it as a GeoTIFF and choose that file."
    )
    raise InvalidInputError(message.format(layer=layer.name(), provider=layer.providerType()))


def feature_file(source: QgsProcessingFeatureSource, name: str, context: QgsProcessingContext) -> str:
    """A temporary GeoPackage with the features of ``source``, and their ids in a field of its own.

    The features are always copied: only so do unsaved edits, selections, filters, scratch layers, databases
    and single layers of a file arrive alike. QGIS's own ``parameterAsCompatibleSourceLayerPath`` takes a field
    ``fid`` for the key, and then loses features in which it repeats or is not set yet.

    Raises:
        InvalidInputError: the features cannot be read or written.
    """
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = name
    options.layerOptions = ["FID=cosia_fid", "GEOMETRY_NAME=cosia_geometry"]
    path = QgsProcessingUtils.generateTempFilename(f"{name}.gpkg")
    fields = QgsFields(source.fields())
    # The enum of the types of fields has another name in Qt 6; a scratch layer knows them by text.
    fields.append(QgsVectorLayer(f"None?field={FEATURE_ID_FIELD}:int8", "", "memory").fields().at(0))
    writer = QgsVectorFileWriter.create(
        path, fields, source.wkbType(), source.sourceCrs(), context.transformContext(), options
    )
    unchecked = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    for feature in source.getFeatures(QgsFeatureRequest(), unchecked):
        copy = QgsFeature(fields)
        copy.setGeometry(feature.geometry())
        copy.setAttributes([*feature.attributes(), feature.id()])
        writer.addFeature(copy)
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        message = QCoreApplication.translate(
            "ParameterValues", "The layer '{layer}' cannot be copied for the worker: {error}."
        )
        raise InvalidInputError(message.format(layer=source.sourceName(), error=writer.errorMessage()))
    return path
