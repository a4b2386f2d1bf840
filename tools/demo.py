"""The main job for real: a Pléiades Neo product in, a styled 15-class map out, through qgis_process.

Run by ``make demo`` with QGIS's Python. Installs the built plugin into a throw-away profile, runs
``cosia:stack_bands`` and ``cosia:classify`` on the bundled sample, and writes ``demo/``.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORKER = ROOT / ".environment" / "worker" / "bin" / "python"
PROFILES = ROOT / ".environment" / "demo_profile"
PLUGINS = PROFILES / "profiles" / "default" / "python" / "plugins"
SAMPLE = ROOT / "resources" / "samples" / "pneo_demo"
OUTPUT = ROOT / "demo"

# The wrapper /usr/bin/qgis_process of Debian 12 passes an option that the program refuses.
QGIS_PROCESS = shutil.which("qgis_process.bin") or "qgis_process"


def install_plugin() -> None:
    """Unpack ``cosia.zip`` into a fresh profile and enable it there."""
    shutil.rmtree(PROFILES, ignore_errors=True)
    PLUGINS.mkdir(parents=True)
    shutil.unpack_archive(ROOT / "cosia.zip", PLUGINS)
    run(QGIS_PROCESS, "plugins", "enable", "cosia")


def run_algorithm(algorithm: str, **parameters: str) -> "tuple[dict, float]":
    """Results of a Processing algorithm, and the seconds that it took."""
    print(f"Running cosia:{algorithm} ...", flush=True)
    arguments = [f"--{name}={value}" for name, value in parameters.items()]
    started_s = time.monotonic()
    output = run(QGIS_PROCESS, "run", "--json", f"cosia:{algorithm}", *arguments)
    return json.loads(output[output.index("{") :])["results"], time.monotonic() - started_s


def run(*command: str) -> str:
    """What ``command`` prints. Exits with everything it said if it fails."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(runtime_folder()),
        "QGIS_CUSTOM_CONFIG_PATH": str(PROFILES),
        "COSIA_PYTHON": str(WORKER),
        # Drawing computes statistics, which GDAL would write beside the images.
        "GDAL_PAM_ENABLED": "NO",
    }
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def runtime_folder() -> Path:
    folder = ROOT / ".environment" / "runtime"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def main() -> None:
    started_s = time.monotonic()
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir()
    install_plugin()
    stack, classification = OUTPUT / "stack.tif", OUTPUT / "classification.tif"
    run_algorithm("stack_bands", PRODUCT=str(SAMPLE), MASK_CLOUDS="true", OUTPUT=str(stack))
    _results, classify_s = run_algorithm("classify", INPUT=str(stack), OUTPUT=str(classification))
    picture = OUTPUT / "cosia_demo.png"
    run(sys.executable, "tools/render_map.py", str(stack), str(classification), str(picture))
    print(run(str(WORKER), "tools/summarise_demo.py", str(classification), str(SAMPLE / "truth.tif"), str(classify_s)))
    print(f"{time.monotonic() - started_s:.0f} s in total. Look at {picture.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
