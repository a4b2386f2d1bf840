"""Declaring the parameters and outputs of an algorithm, each together with its help text.

Every ``add_…`` method takes the parameter's name, its label, its help text (shown in the help panel and
as tooltip) and the flags ``advanced=True`` and ``optional=True``.
"""

from functools import cache
from typing import Any, Dict, List, Optional, Set, Tuple

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingOutputDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
    QgsProcessingUtils,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.jobs import DATA_TABLE_ENDINGS, GEOTIFF_ENDINGS, LAYER_ENDINGS


class Declarations(QgsProcessingAlgorithm):
    """The declaring half of an algorithm; a subclass calls the ``add`` methods in ``initAlgorithm``."""

    def __init__(self) -> None:
        super().__init__()
        self._help: Dict[str, str] = {}
        self._choices: Dict[str, Tuple[str, ...]] = {}
        self._endings: Dict[str, Tuple[str, ...]] = {}
        self._raster_lists: Set[str] = set()

    def about(self) -> str:
        """One or two sentences at the head of the help panel."""
        raise NotImplementedError

    def tr(self, text: str) -> str:
        """The translation of ``text``, which must be a plain literal for the extractor to find it.

        The extractor files a text under the class that it is written in: any of those that this one derives from.
        """
        for context in _contexts(type(self)):
            translation = QCoreApplication.translate(context, text)
            if translation != text:
                return translation
        return text

    def help_of(self, name: str) -> str:
        """The help text of a parameter or output."""
        return self._help[name]

    def names_of(self, name: str) -> Tuple[str, ...]:
        """The names that a choice has in scripts; none of other parameters."""
        return self._choices.get(name, ())

    def endings_of(self, name: str) -> Tuple[str, ...]:
        """What the name of a file to read or write may end in; none where it does not matter."""
        return self._endings.get(name, ())

    def shortHelpString(self) -> str:
        return QgsProcessingUtils.formatHelpMapAsHtml({"ALG_DESC": self.about(), **self._help}, self)

    def add(
        self,
        parameter: QgsProcessingParameterDefinition,
        help: str,
        *,
        advanced: bool = False,
        optional: bool = False,
    ) -> None:
        """Declare any parameter; the methods below are short forms of it."""
        flags = parameter.flags()
        if advanced:
            flags |= QgsProcessingParameterDefinition.Flag.FlagAdvanced
        if optional:
            flags |= QgsProcessingParameterDefinition.Flag.FlagOptional
        parameter.setFlags(flags)
        parameter.setHelp(help)
        self._help[parameter.name()] = help
        self.addParameter(parameter)

    def add_output(self, output: QgsProcessingOutputDefinition, help: str) -> None:
        """Declare an output that is no destination parameter: a string, a number, a truth value."""
        self._help[output.name()] = help
        self.addOutput(output)

    def add_raster(self, name: str, label: str, help: str, **flags: bool) -> None:
        self.add(QgsProcessingParameterRasterLayer(name, label), help, **flags)

    def add_rasters(self, name: str, label: str, help: str, **flags: bool) -> None:
        """Declare a list of rasters; ``values.rasters`` also takes a single one."""
        self._raster_lists.add(name)
        kind = QgsProcessing.SourceType.TypeRaster
        self.add(QgsProcessingParameterMultipleLayers(name, label, kind), help, **flags)

    def add_polygons(self, name: str, label: str, help: str, **flags: bool) -> None:
        kinds = [QgsProcessing.SourceType.TypeVectorPolygon]
        self.add(QgsProcessingParameterFeatureSource(name, label, kinds), help, **flags)

    def add_layer(self, name: str, label: str, help: str, *, points: bool = False, **flags: bool) -> None:
        """Declare a raster or polygons, whichever the user has; ``values.layer`` reads it.

        Args:
            points: whether it may be points as well.
        """
        parameter = QgsProcessingParameterMapLayer(name, label)
        kinds = [QgsProcessing.SourceType.TypeRaster, QgsProcessing.SourceType.TypeVectorPolygon]
        parameter.setDataTypes([*kinds, QgsProcessing.SourceType.TypeVectorPoint] if points else kinds)
        self.add(parameter, help, **flags)

    def add_extent(self, name: str, label: str, help: str, **flags: bool) -> None:
        self.add(QgsProcessingParameterExtent(name, label), help, **flags)

    def add_file(self, name: str, label: str, help: str, *, endings: Tuple[str, ...], **flags: bool) -> None:
        """Declare a file to read.

        Args:
            endings: what the name of the file may end in.
        """
        self._endings[name] = endings
        self.add(QgsProcessingParameterFile(name, label, fileFilter=_file_filter(endings)), help, **flags)

    def add_program(self, name: str, label: str, help: str, **flags: bool) -> None:
        # QGIS's own default filter, *.*, refuses a program called "python".
        self.add(QgsProcessingParameterFile(name, label, fileFilter="(*)"), help, **flags)

    def add_folder(self, name: str, label: str, help: str, **flags: bool) -> None:
        self.add(QgsProcessingParameterFile(name, label, QgsProcessingParameterFile.Behavior.Folder), help, **flags)

    def add_text(self, name: str, label: str, help: str, *, default: Optional[str] = None, **flags: bool) -> None:
        self.add(QgsProcessingParameterString(name, label, default), help, **flags)

    def add_choice(
        self, name: str, label: str, help: str, *, labels: Dict[str, str], default: str, **flags: bool
    ) -> None:
        """Declare an enum whose values may be given as index or as name.

        Args:
            labels: what people read, by the name that scripts, models and jobs use.
        """
        names = self._choices[name] = tuple(labels)
        parameter = QgsProcessingParameterEnum(name, label, list(labels.values()), defaultValue=names.index(default))
        in_scripts = self.tr("In scripts: {names}.").format(names=", ".join(names))
        self.add(parameter, f"{help} {in_scripts}", **flags)

    def add_integer(
        self, name: str, label: str, help: str, *, default: int, minimum: int, maximum: int, **flags: bool
    ) -> None:
        kind = QgsProcessingParameterNumber.Type.Integer
        parameter = QgsProcessingParameterNumber(name, label, kind, default, minValue=minimum, maxValue=maximum)
        self.add(parameter, help, **flags)

    def add_number(
        self, name: str, label: str, help: str, *, default: Optional[float] = None, decimals: int = 6, **flags: Any
    ) -> None:
        """Declare a real number; without ``default`` it stays unset until the user gives one.

        Args:
            decimals: how many of them the dialog shows; scripts may give more.
        """
        parameter = QgsProcessingParameterNumber(name, label, QgsProcessingParameterNumber.Type.Double, default)
        parameter.setMetadata({"widget_wrapper": {"decimals": decimals}})
        self.add(parameter, help, **flags)

    def add_raster_output(
        self, name: str, label: str, help: str, *, endings: Tuple[str, ...] = GEOTIFF_ENDINGS, optional: bool = False
    ) -> None:
        """Declare a raster to write; an optional one is skipped unless the user asks for it.

        Args:
            endings: what the name of the file may end in.
        """
        self._endings[name] = endings
        self.add(RasterOutput(name, label, not optional, endings), help, optional=optional)

    def add_polygon_output(self, name: str, label: str, help: str) -> None:
        """Declare a GeoPackage of polygons to write."""
        self._add_features_output(name, label, help, QgsProcessing.SourceType.TypeVectorPolygon)

    def add_point_output(self, name: str, label: str, help: str) -> None:
        """Declare a GeoPackage of points to write."""
        self._add_features_output(name, label, help, QgsProcessing.SourceType.TypeVectorPoint)

    def add_table_output(self, name: str, label: str, help: str, *, optional: bool = False) -> None:
        """Declare a table to write, which opens in QGIS and which models hand on as a layer without geometry.

        An optional one is skipped unless the user asks for it.
        """
        self._endings[name] = DATA_TABLE_ENDINGS
        parameter = FeaturesOutput(name, label, DATA_TABLE_ENDINGS, QgsProcessing.SourceType.TypeVector)
        parameter.setCreateByDefault(not optional)
        self.add(parameter, help, optional=optional)

    def _add_features_output(self, name: str, label: str, help: str, kind: Any) -> None:
        self._endings[name] = LAYER_ENDINGS
        self.add(FeaturesOutput(name, label, LAYER_ENDINGS, kind), help)

    def add_file_output(
        self, name: str, label: str, help: str, *, endings: Tuple[str, ...], optional: bool = False
    ) -> None:
        """Declare a file to write that is no layer; an optional one is skipped unless the user asks for it.

        Args:
            endings: what the name of the file may end in; QGIS gives a file without a name the first.
        """
        self._endings[name] = endings
        parameter = QgsProcessingParameterFileDestination(
            name, label, _file_filter(endings), optional=optional, createByDefault=not optional
        )
        self.add(parameter, help, optional=optional)


@cache
def _contexts(algorithm: type) -> Tuple[str, ...]:
    """Names of the plugin's classes that an algorithm is made of, under which its texts are filed."""
    return tuple(cls.__name__ for cls in algorithm.__mro__ if issubclass(cls, Declarations))


def _file_filter(endings: Tuple[str, ...]) -> str:
    """Of QGIS's file dialog: ``PTH, CKPT (*.pth *.ckpt)``."""
    names = ", ".join(ending[1:].upper() for ending in endings)
    return f"{names} ({' '.join(f'*{ending}' for ending in endings)})"


class RasterOutput(QgsProcessingParameterRasterDestination):
    """A raster to write, which QGIS's file dialog offers these endings for alone."""

    def __init__(self, name: str, label: str, by_default: bool, endings: Tuple[str, ...]) -> None:
        super().__init__(name, label, createByDefault=by_default)
        self._endings = endings

    def supportedOutputRasterLayerExtensions(self) -> List[str]:
        return [ending[1:] for ending in self._endings]

    def createFileFilter(self) -> str:
        return ";;".join(f"{ending[1:].upper()} (*{ending})" for ending in self._endings)


class FeaturesOutput(QgsProcessingParameterVectorDestination):
    """Polygons, points or a table to write, which QGIS's file dialog offers these endings for alone."""

    def __init__(self, name: str, label: str, endings: Tuple[str, ...], kind: Any) -> None:
        super().__init__(name, label, kind)
        self._endings = endings

    def supportedOutputVectorLayerExtensions(self) -> List[str]:
        return [ending[1:] for ending in self._endings]

    def createFileFilter(self) -> str:
        return ";;".join(f"{ending[1:].upper()} (*{ending})" for ending in self._endings)
