"""`make start` on a stranger's machine: a path with a space, an old Python, a folder that was moved."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
import sysconfig
import time
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QUICK = 60.0  # seconds, where other tests ask the same engine meanwhile; an install takes longer on its own

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine")


def _clone(place: Path) -> Path:
    """The repository as committed or about to be, without what git ignores."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    return place


def _set_up(place: Path) -> None:
    """A .venv as tools/install.py leaves it, borrowing this environment's packages instead of installing."""
    import venv

    venv.create(place / ".venv", with_pip=False, symlinks=True)
    library = next((place / ".venv" / "lib").glob("python3*")) / "site-packages"
    library.joinpath("borrowed.pth").write_text(
        f"{place / 'src'}\n{sysconfig.get_path('purelib')}\n", encoding="utf-8"
    )
    (place / ".venv" / ".ready").write_text(str(place.resolve()), encoding="utf-8")


def _make(place: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    chosen = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *words], cwd=place, capture_output=True, text=True, env=chosen | environment, timeout=300
    )


def test_make_alone_says_what_there_is() -> None:
    said = _make(ROOT).stdout
    assert "make start" in said
    assert "make test" in said


@pytest.mark.skipif(sys.platform == "win32", reason="borrows a posix .venv")
def test_a_second_start_in_a_path_with_a_space_takes_seconds(tmp_path: Path, engine_url: str) -> None:
    place = _clone(tmp_path / "my course folder")
    _set_up(place)
    began = time.perf_counter()
    done = _make(place, "start", "LAB=0", KIT_LOCAL_URL=engine_url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert time.perf_counter() - began < QUICK
    assert "All that the lessons need is here." in done.stdout
    assert "asked 20 times" in done.stdout


def test_a_folder_that_was_moved_gets_a_new_venv(tmp_path: Path) -> None:
    place = _clone(tmp_path / "here")
    _set_up(place)
    assert "install.py" not in _make(place, "-n", "start", "LAB=0").stdout
    moved = place.rename(tmp_path / "there")
    assert "install.py" in _make(moved, "-n", "start", "LAB=0").stdout


def test_a_changed_lock_is_installed_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    place = _clone(tmp_path / "here")
    _set_up(place)
    assert "install.py" not in _make(place, "-n", "ready").stdout
    later = time.time() + 5
    os.utime(place / "requirements.lock", (later, later))
    assert "install.py" in _make(place, "-n", "ready").stdout


def test_an_old_python_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; .* is 3\.9\..*make start PYTHON="):
        runpy.run_path(str(ROOT / "tools" / "install.py"), run_name="__main__")


def test_make_finds_a_new_enough_python_behind_an_old_one(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    new = tmp_path / "python3.12"
    new.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    for script in (old, new):
        script.chmod(0o755)
    place = _clone(tmp_path / "here")
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    assert 'python3.12" tools/install.py' in _make(place, "-n", "ready", PATH=path).stdout


def test_an_unfinished_install_is_never_taken_for_a_finished_one(tmp_path: Path) -> None:
    place = _clone(tmp_path / "here")
    (place / "requirements.lock").write_text("no such requirement\n", encoding="utf-8")
    done = _make(place, "ready", PYTHON=sys.executable)
    assert done.returncode != 0
    assert "run the same command again" in done.stdout + done.stderr
    assert not (place / ".venv" / ".ready").exists()


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    homes = {path.parent.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py")}
    names = {name for home in homes for name in home.parts}
    assert {"tests", "build", "models"} <= names
    assert not [n for n in names for passed in pytestconfig.getini("norecursedirs") if fnmatch(n, passed)]
