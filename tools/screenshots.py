"""The pictures of the tutorial and of the guide in ``docs/``, from the real desktop of QGIS.

    python3 -m tools.screenshots [guide] [tutorial]

Run by ``make screenshots`` with QGIS's Python. Walks through the steps: ``qgis_process`` computes what the dialogs
would, the desktop on a virtual screen shows each dialog and map, and the tutorial's fine-tuning is run from its dialog.
The guide's pictures are taken in English and in French. What an earlier run computed is taken again; delete the folders
``cosia-tutorial`` and ``cosia-guide-*`` among the temporary files to begin anew.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from .fresh_profile import ROOT, SAMPLE, WORKER, FreshProfile

TEMPORARY = Path(tempfile.gettempdir())
PICTURES = ROOT / "docs" / "pictures"
MODEL = ROOT / "resources" / "models" / "demo-ortho.safetensors"
SCREEN = "-screen 0 1600x1000x24"
LIMIT_S = 5400
PAGE_PX = (1100, 1000)

LOCALES = {"en": "en_GB.UTF-8", "fr": "fr_FR.UTF-8"}
"""Of the guide's pictures."""


class Session:
    """One series of pictures: its files, what computes them, and the desktop that shows them."""

    def __init__(self, qgis: FreshProfile, play: str, folder: Path, locale: str = LOCALES["en"]) -> None:
        self._qgis = qgis
        self._play = play
        self.folder = folder
        self._language = {"LANG": locale, "LC_ALL": locale, "LANGUAGE": locale[:2]}
        (folder / "pictures").mkdir(parents=True, exist_ok=True)

    def compute(self, algorithm: str, output: str, **parameters: str) -> None:
        """Run an algorithm unless its output is there."""
        if not (self.folder / output).exists():
            path = str(self.folder / output)
            self._qgis.run_algorithm(algorithm, self._language, **parameters, OUTPUT=path)

    def draw_polygons(self) -> None:
        polygons = self.folder / "polygons.gpkg"
        if not polygons.exists():
            truth = str(SAMPLE / "truth.tif")
            self._qgis.run(str(WORKER), "-m", "benchmarks.tutorial.polygons", truth, str(polygons))

    def take_pictures(self) -> None:
        print(f"Taking pictures of the {self._play} in {self._language['LANGUAGE']} ...", flush=True)
        desktop = shutil.which("qgis.bin") or "qgis"
        script = str(ROOT / "tools" / "desktop" / "session.py")
        said = self._qgis.run(
            *("timeout", str(LIMIT_S), "xvfb-run", "-a", "-s", SCREEN),
            *(desktop, "--noversioncheck", "--nologo", "--code", script),
            QT_QPA_PLATFORM="xcb",
            COSIA_CHECKOUT=str(ROOT),
            COSIA_PLAY=self._play,
            COSIA_FOLDER=str(self.folder),
            **self._language,
        )
        print(said, end="")

    def photograph_page(self, page: str, picture: str) -> None:
        """A picture of the head of an HTML page."""
        self._qgis.run(
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            f"--screenshot={self.folder / 'pictures' / picture}",
            f"--window-size={PAGE_PX[0]},{PAGE_PX[1]}",
            (self.folder / page).as_uri(),
        )

    def publish(self, language: str = "") -> None:
        """Copy the pictures into ``docs/``."""
        pictures = sorted((self.folder / "pictures").glob(f"{self._play}-*.png"))
        for picture in pictures:
            shutil.copy(picture, PICTURES / f"{picture.stem}{language}.png")
        print(f"{len(pictures)} pictures are in {PICTURES.relative_to(ROOT)}.")


def tutorial(qgis: FreshProfile) -> None:
    session = Session(qgis, "tutorial", TEMPORARY / "cosia-tutorial")
    shutil.copytree(SAMPLE, session.folder / "pneo_demo", dirs_exist_ok=True)
    model = shutil.copy(MODEL, session.folder)
    scene = str(session.folder / "scene.tif")
    session.compute("stack_bands", "scene.tif", PRODUCT=str(session.folder / "pneo_demo"), MASK_CLOUDS="true")
    session.compute("classify", "before.tif", INPUT=scene, MODEL=model)
    session.compute("suggest_annotations", "suggested.gpkg", INPUT=scene, MODEL=model)
    session.compute("create_annotation_layer", "annotations.gpkg", INPUT=scene, AUTHOR="Camille")
    session.draw_polygons()
    session.take_pictures()
    session.photograph_page("report.html", "tutorial-report.png")
    session.publish()


def guide(qgis: FreshProfile) -> None:
    for language, locale in LOCALES.items():
        session = Session(qgis, "guide", TEMPORARY / f"cosia-guide-{language}", locale)
        scene, landcover = str(session.folder / "scene.tif"), str(session.folder / "landcover.tif")
        reports = {name: str(session.folder / f"{name}.html") for name in ("accuracy", "areas")}
        truth = str(SAMPLE / "truth.tif")
        session.compute("stack_bands", "scene.tif", PRODUCT=str(SAMPLE), MASK_CLOUDS="true")
        session.compute("classify", "landcover.tif", INPUT=scene)
        session.compute("create_annotation_layer", "annotations.gpkg", INPUT=scene, AUTHOR="Camille")
        session.compute("vectorise", "landcover.gpkg", INPUT=landcover, MIN_AREA_M2="10", SIMPLIFY_M2="1")
        session.compute(
            "assess_accuracy", "accuracy.csv", CLASSIFICATION=landcover, REFERENCE=truth, REPORT=reports["accuracy"]
        )
        session.compute("summarise_areas", "areas.csv", INPUT=landcover, REPORT=reports["areas"])
        session.draw_polygons()
        session.take_pictures()
        for page in ("accuracy", "areas", "help"):
            session.photograph_page(f"{page}.html", f"guide-{page}.png")
        session.publish("" if language == "en" else f".{language}")


def main() -> None:
    qgis = FreshProfile("screenshots_profile")
    for series in sys.argv[1:] or ("guide", "tutorial"):
        {"guide": guide, "tutorial": tutorial}[series](qgis)


if __name__ == "__main__":
    main()
