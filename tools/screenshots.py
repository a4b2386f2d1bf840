"""The pictures of the tutorial in ``docs/``, from the real desktop of QGIS.

Run by ``make screenshots`` with QGIS's Python. Walks through the tutorial: ``qgis_process`` computes what its dialogs
would, the desktop on a virtual screen shows each dialog and map, and the fine-tuning is run from its dialog. What an
earlier run computed is taken again; delete the folder ``cosia-tutorial`` among the temporary files to begin anew.
"""

import shutil
import tempfile
from pathlib import Path

from .fresh_profile import ROOT, SAMPLE, WORKER, FreshProfile

FOLDER = Path(tempfile.gettempdir()) / "cosia-tutorial"
PICTURES = ROOT / "docs" / "pictures"
MODEL = ROOT / "resources" / "models" / "demo-ortho.safetensors"
SCREEN = "-screen 0 1600x1000x24"
LIMIT_S = 5400
REPORT_PX = (1100, 1000)


def prepare(qgis: FreshProfile) -> None:
    """What the dialogs of the tutorial compute before the fine-tuning."""
    (FOLDER / "pictures").mkdir(parents=True, exist_ok=True)
    shutil.copytree(SAMPLE, FOLDER / "pneo_demo", dirs_exist_ok=True)
    model = shutil.copy(MODEL, FOLDER)
    scene = str(FOLDER / "scene.tif")
    steps = {
        "scene.tif": ("stack_bands", {"PRODUCT": str(FOLDER / "pneo_demo"), "MASK_CLOUDS": "true"}),
        "before.tif": ("classify", {"INPUT": scene, "MODEL": model}),
        "suggested.gpkg": ("suggest_annotations", {"INPUT": scene, "MODEL": model}),
        "annotations.gpkg": ("create_annotation_layer", {"INPUT": scene, "AUTHOR": "Camille"}),
    }
    for name, (algorithm, parameters) in steps.items():
        if not (FOLDER / name).exists():
            qgis.run_algorithm(algorithm, **parameters, OUTPUT=str(FOLDER / name))
    polygons = FOLDER / "polygons.gpkg"
    if not polygons.exists():
        qgis.run(str(WORKER), "-m", "benchmarks.tutorial.polygons", str(SAMPLE / "truth.tif"), str(polygons))


def take_pictures(qgis: FreshProfile) -> None:
    print("Taking pictures of the desktop ...", flush=True)
    desktop = shutil.which("qgis.bin") or "qgis"
    script = str(ROOT / "tools" / "desktop" / "session.py")
    said = qgis.run(
        *("timeout", str(LIMIT_S), "xvfb-run", "-a", "-s", SCREEN),
        *(desktop, "--noversioncheck", "--nologo", "--code", script),
        QT_QPA_PLATFORM="xcb",
        COSIA_CHECKOUT=str(ROOT),
        COSIA_TUTORIAL=str(FOLDER),
    )
    print(said, end="")
    report, picture = FOLDER / "report.html", FOLDER / "pictures" / "tutorial-report.png"
    qgis.run(
        *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
        f"--screenshot={picture}",
        f"--window-size={REPORT_PX[0]},{REPORT_PX[1]}",
        report.as_uri(),
    )


def main() -> None:
    qgis = FreshProfile("screenshots_profile")
    prepare(qgis)
    take_pictures(qgis)
    pictures = sorted((FOLDER / "pictures").glob("tutorial-*.png"))
    for picture in pictures:
        shutil.copy(picture, PICTURES)
    print(f"{len(pictures)} pictures are in {PICTURES.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
