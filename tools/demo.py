"""The main job for real: a Pléiades Neo product in, a styled 15-class map out, through qgis_process.

Run by ``make demo`` with QGIS's Python. Installs the built plugin into a throw-away profile, runs
``cosia:stack_bands`` and ``cosia:classify`` on the bundled sample, and writes ``demo/``.
"""

import shutil
import sys
import time

from .fresh_profile import ROOT, SAMPLE, WORKER, FreshProfile

OUTPUT = ROOT / "demo"


def main() -> None:
    started_s = time.monotonic()
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir()
    qgis = FreshProfile("demo_profile")
    stack, classification = OUTPUT / "stack.tif", OUTPUT / "classification.tif"
    qgis.run_algorithm("stack_bands", PRODUCT=str(SAMPLE), MASK_CLOUDS="true", OUTPUT=str(stack))
    _results, classify_s = qgis.run_algorithm("classify", INPUT=str(stack), OUTPUT=str(classification))
    picture = OUTPUT / "cosia_demo.png"
    qgis.run(sys.executable, "tools/render_map.py", str(stack), str(classification), str(picture))
    truth = str(SAMPLE / "truth.tif")
    print(qgis.run(str(WORKER), "tools/summarise_demo.py", str(classification), truth, str(classify_s)))
    print(f"{time.monotonic() - started_s:.0f} s in total. Look at {picture.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
