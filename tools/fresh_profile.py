"""QGIS with the built plugin in a throw-away profile, and its algorithms run there."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Optional

ROOT = Path(__file__).parents[1]
WORKER = ROOT / ".environment" / "worker" / "bin" / "python"
SAMPLE = ROOT / "resources" / "samples" / "pneo_demo"

# The wrapper /usr/bin/qgis_process of Debian 12 passes an option that the program refuses.
QGIS_PROCESS = shutil.which("qgis_process.bin") or "qgis_process"


class FreshProfile:
    """A QGIS profile that holds this plugin alone."""

    def __init__(self, name: str) -> None:
        """Unpack ``cosia.zip`` into a new profile and enable it there; an older one of the same name goes."""
        self.folder = ROOT / ".environment" / name
        plugins = self.folder / "profiles" / "default" / "python" / "plugins"
        shutil.rmtree(self.folder, ignore_errors=True)
        plugins.mkdir(parents=True)
        shutil.unpack_archive(ROOT / "cosia.zip", plugins)
        self.run(QGIS_PROCESS, "plugins", "enable", "cosia")

    def run_algorithm(
        self, algorithm: str, environment: "Optional[dict[str, str]]" = None, **parameters: str
    ) -> "tuple[dict, float]":
        """Results of a Processing algorithm, and the seconds that it took."""
        print(f"Running cosia:{algorithm} ...", flush=True)
        arguments = [f"--{name}={value}" for name, value in parameters.items()]
        started_s = time.monotonic()
        output = self.run(QGIS_PROCESS, "run", "--json", f"cosia:{algorithm}", *arguments, **(environment or {}))
        return json.loads(output[output.index("{") :])["results"], time.monotonic() - started_s

    def run(self, *command: str, **environment: str) -> str:
        """What ``command`` prints. Exits with everything it said if it fails.

        Args:
            environment: variables beside those that QGIS without a screen needs.
        """
        variables = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_RUNTIME_DIR": str(_runtime_folder()),
            "QGIS_CUSTOM_CONFIG_PATH": str(self.folder),
            "COSIA_PYTHON": str(WORKER),
            # Drawing computes statistics, which GDAL would write beside the images.
            "GDAL_PAM_ENABLED": "NO",
            **environment,
        }
        done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout


def _runtime_folder() -> Path:
    folder = ROOT / ".environment" / "runtime"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
