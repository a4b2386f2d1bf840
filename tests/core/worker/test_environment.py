import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cosia.core.errors import EnvironmentNotReadyError
from cosia.core.worker.environment import (
    MARKER_NAME,
    Marker,
    distribution_names,
    environment_folder,
    fingerprint,
    interpreter_in,
    read_marker,
    worker_python,
    write_marker,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stands in for Python with shell scripts")


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv("COSIA_PYTHON", raising=False)


@pytest.fixture
def profile(tmp_path):
    return tmp_path / "my profile"


@pytest.fixture
def marker(requirements):
    return Marker(True, fingerprint(requirements), "3.11.2", sys.executable, "cpu")


@pytest.fixture
def write_environment(marker):
    """A function that makes a folder look like an environment."""

    def write(folder, **changes):
        python = interpreter_in(folder)
        python.parent.mkdir(parents=True, exist_ok=True)
        python.write_text("#!/bin/sh\necho it was started >&2; exit 1\n")
        python.chmod(0o755)
        write_marker(folder, replace(marker, **changes))
        return python

    return write


def problem(setting, profile, requirements):
    with pytest.raises(EnvironmentNotReadyError) as caught:
        worker_python(setting, profile, requirements)
    message = caught.value.message
    assert "\n" not in message and message.endswith(".")
    return message


def test_finished_environment_is_found_without_starting_anything(profile, requirements, write_environment):
    python = write_environment(environment_folder(profile))
    assert worker_python("", profile, requirements) == python


def test_missing_environment(profile, requirements):
    message = problem("", profile, requirements)
    assert "is missing" in message and str(profile) in message and "'Set up the environment'" in message


def test_interrupted_set_up(profile, requirements, write_environment):
    write_environment(environment_folder(profile), ready=False)
    assert "was interrupted" in problem("", profile, requirements)


def test_other_requirements(profile, requirements, write_environment):
    write_environment(environment_folder(profile), requirements="of another version")
    assert "another version of the plugin" in problem("", profile, requirements)


def test_comments_in_requirements_change_nothing(profile, requirements, write_environment):
    python = write_environment(environment_folder(profile))
    requirements.write_text(requirements.read_text() + "\n# another comment\n")
    assert worker_python("", profile, requirements) == python


def test_python_that_an_update_of_qgis_took_away(profile, requirements, write_environment):
    write_environment(environment_folder(profile), base="/QGIS 3.40.1/apps/Python312/python.exe")
    assert "is gone" in problem("", profile, requirements)


def test_damaged_marker_is_no_marker(profile, requirements, write_environment):
    folder = environment_folder(profile)
    write_environment(folder)
    (folder / MARKER_NAME).write_text("{")
    assert read_marker(folder) is None
    assert "is missing" in problem("", profile, requirements)


def test_variable_wins_over_setting_and_setting_over_profile(
    profile, requirements, write_environment, tmp_path, monkeypatch
):
    write_environment(environment_folder(profile))
    set_one = write_environment(tmp_path / "set one")
    assert worker_python(str(set_one), profile, requirements) == set_one
    assert worker_python(str(tmp_path / "set one"), profile, requirements) == set_one
    named = write_environment(tmp_path / "named")
    monkeypatch.setenv("COSIA_PYTHON", str(named))
    assert worker_python(str(set_one), profile, requirements) == named


def test_interpreter_of_the_user_is_started_once(profile, requirements, fake_python):
    python = fake_python()
    for _repeat in range(3):
        assert worker_python(str(python), profile, requirements) == python
    assert Path(f"{python}.log").read_text().count("started") == 1


def test_interpreter_that_lacks_packages(profile, requirements, fake_python):
    python = fake_python(missing=("torch", "rasterio"))
    message = problem(str(python), profile, requirements)
    assert f"{python} lacks torch, rasterio" in message


def test_packages_are_really_looked_for(profile, tmp_path, bare_environment):
    path = tmp_path / "other.txt"
    path.write_text("pip\nno-such-package==1.0\n")
    assert "lacks no-such-package:" in problem(str(bare_environment), profile, path)
    path.write_text("pip\n")
    assert worker_python(str(bare_environment), profile, path) == interpreter_in(bare_environment)


@pytest.mark.parametrize("version", [(3, 9, 18), (3, 8, 0), (3, 15, 0), (2, 7, 18)])
def test_python_that_torch_is_not_built_for(profile, requirements, fake_python, version):
    message = problem(str(fake_python(version=version)), profile, requirements)
    assert f"is Python {'.'.join(map(str, version))}" in message
    assert "3.10 to 3.14" in message


def test_interpreter_that_does_not_exist(profile, requirements, tmp_path):
    assert "does not exist" in problem(str(tmp_path / "nowhere" / "python"), profile, requirements)


@pytest.mark.parametrize("name", ["qgis", "QGIS", "qgis-bin.exe", "qgis-ltr-bin.exe", "qgis_process"])
def test_qgis_is_never_started(profile, requirements, fake_python, name):
    program = fake_python(name)
    assert "is QGIS itself" in problem(str(program), profile, requirements)
    assert not Path(f"{program}.log").exists()


@pytest.mark.parametrize("text", ["exit 1", "echo hello", "echo '{}'", "echo '[1]'"])
def test_program_that_is_no_python(profile, requirements, tmp_path, text):
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)
    assert "does not start as a Python" in problem(str(program), profile, requirements)


def test_names_of_required_distributions(tmp_path):
    path = tmp_path / "requirements.txt"
    path.write_text(
        "# comment\na-b==1.0+cpu\nnumpy>=1.26,<3\nc.d ; python_version<'3.11'\ne[extra]~=2\n"
        "shapely==2.1.2; python_version<'3.11'\nshapely==2.2.0; python_version>='3.11'\n"
    )
    assert distribution_names(path) == ["a-b", "numpy", "c.d", "e", "shapely"]
