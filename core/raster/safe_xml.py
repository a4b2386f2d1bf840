"""Reading XML from elsewhere: no document types, no entities, no namespaces."""

from typing import Any, Dict, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from ..errors import InvalidInputError
from ..language import _


def read_xml(path: str) -> Element:
    """The root element of an XML file; names of elements without their namespace.

    A document type is refused before anything of it is read: entities can name other files of the computer or
    grow without bounds, and product metadata holds none.

    Raises:
        InvalidInputError: the file cannot be read, is no XML or declares a document type.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def start(name: str, attributes: Dict[str, str]) -> None:
        builder.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def refuse(*_declaration: Any) -> NoReturn:
        raise InvalidInputError(
            _("'{path}' declares a document type, which product metadata never does; it is not read.").format(path=path)
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: builder.end(_local(name))
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        with open(path, "rb") as file:
            parser.ParseFile(file)
        return builder.close()
    except OSError as error:
        raise InvalidInputError(
            _("'{path}' cannot be read: {error}.").format(path=path, error=error.strerror or error)
        ) from None
    except expat.ExpatError as error:
        raise InvalidInputError(
            _("'{path}' is not whole XML ({error}); copy it again.").format(path=path, error=error)
        ) from None


def text_of(element: Element, path: str, default: str = "") -> str:
    """The stripped text of the first element at ``path``, or ``default`` where there is none."""
    return (element.findtext(path) or default).strip()


def _local(name: str) -> str:
    return name.rpartition("}")[2]
