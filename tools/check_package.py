"""Checks a plugin's zip by the rules of the QGIS plugin repository, and by a few stricter ones of our own.

    python3 -m tools.check_package cosia.zip [--publish]

Prints one line a fault and ends with exit code 1 if there are any. ``--publish`` also refuses what a package for tests
may have: addresses that lead nowhere.
"""

import argparse
import configparser
import re
import sys
import zipfile
from pathlib import Path, PurePosixPath
from typing import Dict, Iterator, List
from urllib.parse import urlsplit

SIZE_LIMIT_BYTES = 20_000_000
"""The repository takes 25 MB; what is left is for models to come."""

REQUIRED = ("name", "description", "about", "version", "qgisMinimumVersion", "author", "email", "repository", "tracker")
ADDRESSES = ("homepage", "repository", "tracker")
TRUTH_VALUES = ("experimental", "deprecated", "server", "supportsQt6")
PLACEHOLDER = "example.org"

FOREIGN_FOLDERS = {"__pycache__", "__MACOSX", "..", "tests", "benchmarks", "docs", "tools"}
COMPILED = {".pyc", ".pyo", ".so", ".dll", ".pyd", ".dylib", ".exe", ".o", ".a", ".jar", ".class", ".whl"}
MAGIC = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""How programs of Linux, Windows and macOS begin, whatever they are called."""

NEEDED = (
    "__init__.py",
    "metadata.txt",
    "LICENSE",
    "requirements/engine.txt",
    "core/__main__.py",
    "core/reports/locale/fr/LC_MESSAGES/cosia.mo",
    "resources/help/guide.en.html",
    "resources/help/guide.fr.html",
    "resources/i18n/cosia_fr.qm",
)


def package_faults(package: Path, publish: bool = False) -> List[str]:
    """What is wrong with a package, one sentence each.

    Args:
        publish: whether it is about to be uploaded.
    """
    size = package.stat().st_size
    faults = [f"it has {size} bytes, more than {SIZE_LIMIT_BYTES}"] if size > SIZE_LIMIT_BYTES else []
    with zipfile.ZipFile(package) as archive:
        damaged = archive.testzip()
        if damaged:
            return [*faults, f"{damaged} is damaged"]
        names = [PurePosixPath(name) for name in archive.namelist()]
        roots = sorted({name.parts[0] for name in names})
        if len(roots) != 1 or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]+", roots[0]):
            return [*faults, f"its top folders are {roots}; it needs one, named in ASCII letters"]
        for name in names:
            faults += _file_faults(name, archive)
        faults += [f"{need} is missing" for need in NEEDED if PurePosixPath(roots[0], need) not in names]
        try:
            text = archive.read(f"{roots[0]}/metadata.txt").decode("utf-8")
        except KeyError:
            return faults
        faults += _metadata_faults(text, publish)
        icon = re.search(r"(?m)^icon=(.*)$", text)
        if icon and PurePosixPath(roots[0], icon.group(1).strip()) not in names:
            faults.append(f"its icon {icon.group(1)} is missing")
    return faults


def _file_faults(name: PurePosixPath, archive: zipfile.ZipFile) -> Iterator[str]:
    foreign = FOREIGN_FOLDERS & set(name.parts)
    if foreign or name.is_absolute():
        yield f"{name} does not belong into a package"
    elif any(part.startswith(".") for part in name.parts):
        yield f"{name} is hidden"
    with archive.open(str(name)) if str(name) in archive.NameToInfo else archive.open(f"{name}/") as file:
        begins_as_program = file.read(4).startswith(MAGIC)
    if name.suffix.lower() in COMPILED or begins_as_program:
        yield f"{name} is compiled"


def _metadata_faults(text: str, publish: bool) -> Iterator[str]:
    # With interpolation, as the repository and QGIS read it: a bare per cent sign makes a value unreadable.
    parser = configparser.ConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(text)
        metadata: Dict[str, str] = dict(parser.items("general"))
    except configparser.Error as error:
        yield f"metadata.txt cannot be read: {error}"
        return
    for key in REQUIRED:
        if not metadata.get(key, "").strip():
            yield f"metadata.txt lacks {key}"
    for key in ADDRESSES:
        address = urlsplit(metadata.get(key, ""))
        if address.scheme not in ("http", "https") or not address.netloc:
            yield f"metadata.txt: {key} is no address"
    for key in TRUTH_VALUES:
        if metadata.get(key, "False") not in ("True", "False"):
            yield f"metadata.txt: {key} is neither True nor False"
    if not re.fullmatch(r"\d+\.\d+\.\d+", metadata.get("version", "")):
        yield "metadata.txt: the version is not of the form 1.2.3"
    if "/" in metadata.get("author", ""):
        yield "metadata.txt: the author may hold no slash"
    if metadata.get("email") and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", metadata["email"]):
        yield f"metadata.txt: {metadata['email']} is no e-mail address"
    for key in ("description", "about", "changelog"):
        if re.search(r"<[a-zA-Z/]", metadata.get(key, "")):
            yield f"metadata.txt: {key} may hold no HTML"
    if publish:
        for key in (*ADDRESSES, "email"):
            if PLACEHOLDER in metadata.get(key, ""):
                yield f"metadata.txt: {key} still is a placeholder; give the real one before publishing"


def main() -> None:
    parser = argparse.ArgumentParser(description="Checks a plugin's zip by the rules of the QGIS plugin repository.")
    parser.add_argument("package", type=Path)
    parser.add_argument("--publish", action="store_true", help="also refuse placeholders")
    arguments = parser.parse_args()
    faults = package_faults(arguments.package, arguments.publish)
    for fault in faults:
        print(f"{arguments.package}: {fault}", file=sys.stderr)
    if faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
