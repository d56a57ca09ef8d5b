"""One set of versions: pyproject.toml says what may be, the lock what is, conda's file reads the lock."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
import venv
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "mac": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _lock() -> list[Requirement]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def _pins(**machine: str) -> dict[str, str]:
    """Package -> version that the lock gives a machine (this one, unless told otherwise)."""
    place = default_environment() | machine
    chosen = [pin for pin in _lock() if pin.marker is None or pin.marker.evaluate(place)]
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in chosen}


def _wanted() -> list[Requirement]:
    project = _project()
    extras = [line for extra in project["optional-dependencies"].values() for line in extra]
    return [Requirement(line) for line in project["dependencies"] + extras]


@pytest.mark.parametrize("python", ["3.11.9", "3.12.4", "3.13.2", "3.14.0"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_the_lock_gives_every_machine_what_the_project_asks_for(system: str, python: str) -> None:
    pins = _pins(**SYSTEMS[system], python_full_version=python, python_version=python.rpartition(".")[0])
    for wanted in _wanted():
        name = canonicalize_name(wanted.name)
        assert name in pins, f"{wanted} is not in the lock: make lock"
        assert Version(pins[name]) in wanted.specifier, f"the lock has {pins[name]} for {wanted}: make lock"


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_lock_pins_each_package_once(system: str) -> None:
    place = default_environment() | SYSTEMS[system]
    names = [canonicalize_name(p.name) for p in _lock() if p.marker is None or p.marker.evaluate(place)]
    assert sorted(names) == sorted(set(names))
    assert all(str(pin.specifier).startswith("==") for pin in _lock())


def test_the_lock_holds_all_that_the_project_needs_and_nothing_else() -> None:
    seen: set[tuple[str, frozenset[str]]] = set()
    todo = [(canonicalize_name(wanted.name), frozenset(wanted.extras)) for wanted in _wanted()]
    while todo:
        if todo[-1] in seen:
            todo.pop()
            continue
        name, extras = todo.pop()
        seen.add((name, extras))
        for line in metadata.distribution(name).requires or []:
            needed = Requirement(line)
            if needed.marker is None or any(needed.marker.evaluate({"extra": e}) for e in extras or {""}):
                todo.append((canonicalize_name(needed.name), frozenset(needed.extras)))
    assert set(_pins()) == {name for name, _ in seen}


def test_what_is_installed_here_is_what_the_lock_says() -> None:
    different = {n: metadata.version(n) for n, version in _pins().items() if metadata.version(n) != version}
    assert different == {}, "make start, or make lock"


def test_no_lock_names_a_package_host() -> None:
    for name in ("requirements.lock", "environment.yml", "pyproject.toml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text


def _conda() -> tuple[list[str], list[str]]:
    parts = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    return [part for part in parts if isinstance(part, str)], next(
        p["pip"] for p in parts if isinstance(p, dict)
    )


def test_conda_takes_the_same_python_and_the_same_lock() -> None:
    plain, pip = _conda()
    assert f"python{_project()['requires-python']}" in plain
    assert pip == ["-r requirements.lock", "-e ."]
    assert SpecifierSet(_project()["requires-python"]).contains("3.11.0")


def _pip_section(folder: Path) -> Path:
    """The section as conda hands it to pip: in a file beside environment.yml's, pip started in our folder."""
    wanted = folder / "pip-section.txt"
    wanted.write_text("\n".join(_conda()[1]), encoding="utf-8")
    shutil.copy(ROOT / "requirements.lock", folder)
    return wanted


@pytest.mark.network
def test_pip_reads_the_section_and_would_install_nothing_more_here_than_kit_itself(tmp_path: Path) -> None:
    """The fresh install below, in short: the same file, resolved by pip against what the lock installed."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-q"]
    report = [*pip, "--dry-run", "--report", str(tmp_path / "found.json"), "-r", str(_pip_section(tmp_path))]
    subprocess.run(report, check=True, cwd=ROOT, timeout=300)
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))["install"]
    assert [one["metadata"]["name"] for one in found] == [_project()["name"]]


@pytest.mark.long
@pytest.mark.network
def test_the_pip_section_of_environment_yml_makes_a_working_kit(tmp_path: Path) -> None:
    place = tmp_path / "a fresh place"
    venv.create(place, with_pip=True)
    python = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-q"]
    subprocess.run([*pip, "-r", str(_pip_section(tmp_path))], check=True, cwd=ROOT, timeout=600)
    code = "import anthropic, jupyterlab, openai, xllamacpp; from kit import OpenAI, Rate; print(Rate(7, 10))"
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    said = subprocess.run(
        [str(python), "-c", code], check=True, capture_output=True, text=True, cwd=tmp_path, env=clean
    )
    assert said.stdout.startswith("0.70 [")
