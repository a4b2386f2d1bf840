"""The built plugin in a fresh QGIS profile, and the real worker behind it."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("qgis.core", reason="these tests need QGIS's Python")

ROOT = Path(__file__).parents[2]
ZIP = ROOT / "cosia.zip"
SAMPLE = ROOT / "resources" / "samples" / "pneo_demo"

QGIS_PROCESS = shutil.which("qgis_process.bin") or "qgis_process"


@dataclass
class QgisProcess:
    """``qgis_process`` with the plugin installed from its zip."""

    environment: "dict[str, str]"

    def command(self, algorithm, parameters, *options):
        lists = {name: value if isinstance(value, list) else [value] for name, value in parameters.items()}
        arguments = [f"--{name}={value}" for name, values in lists.items() for value in values]
        return [QGIS_PROCESS, "run", *options, f"cosia:{algorithm}", *arguments]

    def start(self, algorithm, **parameters):
        """A run that can be interrupted: with ``--json``, QGIS 3.22 takes no notice of Ctrl+C."""
        return subprocess.Popen(
            self.command(algorithm, parameters),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, algorithm, environment=None, folder=None, **parameters):
        """Exit code and everything that was printed; started in ``folder``."""
        done = subprocess.run(
            self.command(algorithm, parameters, "--json"),
            cwd=folder,
            env={**self.environment, **(environment or {})},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        return done.returncode, done.stdout + done.stderr

    def results(self, algorithm, **parameters):
        """Outputs of a run that must succeed."""
        code, output = self.run(algorithm, **parameters)
        assert code == 0, output
        return json.loads(output[output.index("{") : output.rindex("}") + 1])["results"]


@pytest.fixture(scope="session")
def qgis_process(tmp_path_factory):
    if not os.environ.get("COSIA_PYTHON"):
        pytest.skip("COSIA_PYTHON names no worker")
    if not ZIP.is_file():
        pytest.skip("cosia.zip is not built")
    profiles = tmp_path_factory.mktemp("profiles")
    plugins = profiles / "profiles" / "default" / "python" / "plugins"
    plugins.mkdir(parents=True)
    shutil.unpack_archive(ZIP, plugins)
    runtime = tmp_path_factory.mktemp("runtime")
    runtime.chmod(0o700)
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(runtime),
        "QGIS_CUSTOM_CONFIG_PATH": str(profiles),
    }
    subprocess.run([QGIS_PROCESS, "plugins", "enable", "cosia"], env=environment, check=True, capture_output=True)
    return QgisProcess(environment)


@pytest.fixture(scope="session")
def stack(qgis_process, tmp_path_factory):
    """The bundled sample product, stacked; a copy, because QGIS writes statistics beside images."""
    folder = tmp_path_factory.mktemp("stack")
    path = folder / "stack.vrt"
    shutil.copytree(SAMPLE, folder / "product")
    qgis_process.results("stack_bands", PRODUCT=folder / "product", OUTPUT=path)
    return path
