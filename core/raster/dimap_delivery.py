"""What a DIMAP V2 delivery holds: its components, and the files that its XML names.

Format: Airbus, Pléiades Neo User Guide, "DIMAP V2 format"; GDAL, driver DIMAP.
"""

import os
from dataclasses import dataclass
from typing import Dict, Iterator, List, Optional, Sequence, Tuple
from xml.etree.ElementTree import Element

from ..errors import InvalidInputError
from ..language import _
from .safe_xml import read_xml, text_of

SEARCH_DEPTH = 3
"""Folders below the one given that may hold the VOL or DIM file: order, delivery, component."""

MULTISPECTRAL = ("PMS-FS", "MS-FS", "PMS", "MS", "PMS-N", "MS-N", "PMS-X", "MS-X")


PANCHROMATIC = ("P", "PAN")


@dataclass(frozen=True)
class Component:
    """One image of a delivery.

    Attributes:
        dim_path: its DIM file.
        title: what the delivery calls it.
        root: contents of the DIM file.
    """

    dim_path: str
    title: str
    root: Element

    @property
    def folder(self) -> str:
        return os.path.dirname(self.dim_path)

    @property
    def name(self) -> str:
        """Name of the component's folder, e.g. ``IMG_01_PNEO3_PMS-FS``: what a user sees."""
        return os.path.basename(self.folder)

    @property
    def spectral_processing(self) -> str:
        """``PMS-FS``, ``MS-FS``, ``PAN``, …"""
        return text_of(self.root, ".//SPECTRAL_PROCESSING").upper()


@dataclass(frozen=True)
class Delivery:
    """What a delivery holds.

    Attributes:
        components: its images; one or more.
        absent: DIM files that it names and that are not there.
    """

    components: Tuple[Component, ...]
    absent: Tuple[str, ...] = ()


def find_delivery(path: str) -> Delivery:
    """The images of a delivery.

    Args:
        path: delivery folder, component folder, VOL file or DIM file.

    Raises:
        InvalidInputError: there is no DIMAP product, or none of its images is there.
    """
    path = os.path.abspath(path)
    if os.path.isdir(path):
        xml_paths = _product_files(path)
        if not xml_paths:
            raise InvalidInputError(
                _("The folder '{path}' holds no VOL or DIM file of a DIMAP product; choose another.").format(path=path)
            )
    elif not os.path.isfile(path):
        raise InvalidInputError(_("There is no '{path}'; check the path.").format(path=path))
    elif not path.lower().endswith(".xml"):
        raise InvalidInputError(
            _("'{path}' is no DIMAP XML file; give its folder or VOL file, or use LAYERS for images.").format(path=path)
        )
    else:
        xml_paths = [path]
    found: Dict[str, Component] = {}
    absent: List[str] = []
    for xml_path in xml_paths:
        for component in _components_of(xml_path, absent):
            found.setdefault(os.path.normcase(component.dim_path), component)
    is_multispectral = any(one.spectral_processing in MULTISPECTRAL for one in found.values())
    if not found or (absent and not is_multispectral):
        raise InvalidInputError(
            _("'{path}' names images that are not there ({files}); copy the whole delivery.").format(
                path=path, files=", ".join(absent[:3]) or "–"
            )
        )
    return Delivery(tuple(found.values()), tuple(absent))


def choose_component(components: Sequence[Component], wanted: str = "") -> Component:
    """The component called ``wanted`` (folder, title or spectral processing), or the only multispectral one.

    Raises:
        InvalidInputError: none or several fit, or the images are panchromatic only.
    """
    labels = _labels(components)
    names = ", ".join(f"{label} ({one.spectral_processing or '?'})" for label, one in zip(labels, components))
    named = list(components)
    if wanted:
        for called in (labels, [one.title for one in components], [one.spectral_processing for one in components]):
            named = [one for one, name in zip(components, called) if name.lower() == wanted.lower()]
            if len(named) == 1:
                break
        else:
            raise InvalidInputError(
                _("No single component is called '{wanted}'; the product holds {names}.").format(
                    wanted=wanted, names=names
                )
            )
    fitting = [one for one in named if one.spectral_processing in MULTISPECTRAL]
    if len(fitting) > 1:
        raise InvalidInputError(
            _("The product holds several multispectral images: {names}; name one as COMPONENT.").format(names=names)
        )
    if not fitting:
        if any(one.spectral_processing not in PANCHROMATIC for one in named):
            raise InvalidInputError(
                _(
                    "The product holds no multispectral image that is known ({names}); stack its files as LAYERS."
                ).format(names=names)
            )
        raise InvalidInputError(
            _("The image is panchromatic only ({names}); CoSIA needs a multispectral one.").format(
                names=wanted or names
            )
        )
    return fitting[0]


def _labels(components: Sequence[Component]) -> List[str]:
    """What tells components apart: folders, folders within deliveries, or DIM files."""
    folders = [one.name for one in components]
    nested = [f"{os.path.basename(os.path.dirname(one.folder))}/{one.name}" for one in components]
    files = [one.dim_path for one in components]
    return next(labels for labels in (folders, nested, files) if len(set(labels)) == len(labels))


def resolve(folder: str, href: str) -> Optional[str]:
    """The existing file that ``href`` names relative to ``folder``, whatever its case; None if it is absent.

    Raises:
        InvalidInputError: it points outside the folder, which no product does and no reader should follow.
    """
    relative = os.path.normpath(href.replace("\\", "/"))
    if os.path.isabs(relative) or relative.split(os.sep)[0] == os.pardir or ":" in relative:
        raise InvalidInputError(
            _("The product in '{folder}' points outside its folder ('{href}'); it is not read.").format(
                folder=folder, href=href
            )
        )
    path = folder
    for part in relative.split(os.sep):
        if not os.path.isdir(path):
            return None
        entries = os.listdir(path)
        fitting = [entry for entry in entries if entry == part] or [
            entry for entry in entries if entry.lower() == part.lower()
        ]
        if not fitting:
            return None
        path = os.path.join(path, fitting[0])
    return path


def _components_of(xml_path: str, absent: List[str]) -> Iterator[Component]:
    """The image of a DIM file or those of a VOL file; those that are not there go to ``absent``."""
    root = read_xml(xml_path)
    if root.tag != "Dimap_Document":
        raise InvalidInputError(
            _("'{path}' is no DIMAP file (its root element is '{tag}'); give the VOL or DIM file.").format(
                path=xml_path, tag=root.tag
            )
        )
    if root.find("Raster_Data") is not None:
        yield Component(xml_path, "", root)
        return
    folder = os.path.dirname(xml_path)
    for element in root.iterfind("./Dataset_Content/Dataset_Components/Component"):
        link = element.find("COMPONENT_PATH")
        href = link.get("href", "") if link is not None else ""
        if text_of(element, "COMPONENT_TYPE") != "DIMAP" or not href.lower().endswith(".xml"):
            continue
        dim_path = resolve(folder, href)
        if dim_path is None:
            absent.append(href)
            continue
        dim_root = read_xml(dim_path)
        if dim_root.find("Raster_Data") is not None:
            yield Component(dim_path, text_of(element, "COMPONENT_TITLE"), dim_root)


def _product_files(folder: str) -> List[str]:
    """VOL files in or below a folder, or DIM files where there are none."""
    volumes: List[str] = []
    images: List[str] = []
    base_depth = folder.rstrip(os.sep).count(os.sep)
    for parent, folders, names in os.walk(folder):
        folders.sort()
        if parent.count(os.sep) - base_depth >= SEARCH_DEPTH:
            folders.clear()
        for name in sorted(names):
            upper = name.upper()
            if upper.endswith(".XML") and upper.startswith(("VOL_", "DIM_")):
                (volumes if upper.startswith("VOL_") else images).append(os.path.join(parent, name))
    return volumes or images
