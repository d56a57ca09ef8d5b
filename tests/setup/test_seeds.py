"""`tools/seeds.py` runs lessons under fresh seeds and tells a sentence that holds from one that was lucky."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
TRUE = 'from kit.measure.claims import Claims\n\nClaims({"two is even": True, "the seed is one": SEED == 1})'


def _lesson(folder: Path, name: str, *cells: tuple[str, str]) -> Path:
    """A notebook of code cells, each with its tag."""
    notebook = nbformat.v4.new_notebook()
    for tag, code in cells:
        cell = nbformat.v4.new_code_cell(code)
        cell.metadata["tags"] = [tag] if tag else []
        notebook.cells.append(cell)
    folder.mkdir(exist_ok=True)
    nbformat.write(notebook, folder / name)
    return folder / name


def _seeds(place: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools" / "seeds.py"), *words]
    command += ["--notebooks", str(place / "notebooks"), "--keep", str(place / "kept")]
    command += ["--record", str(place / "seeds.md")]
    chosen = {**os.environ, "KIT_SIZE": "full", "COLUMNS": "150", **environment}
    return subprocess.run(command, capture_output=True, text=True, env=chosen, timeout=300, cwd=place)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of two lessons, the first of which is older than claims."""
    place = tmp_path_factory.mktemp("course")
    _lesson(place / "notebooks", "02_older.ipynb", ("", "raise RuntimeError('not to be run')"))
    write = "open('left.txt', 'w').write(str(SEED))"
    _lesson(place / "notebooks", "03_toy.ipynb", ("parameters", "SEED = 7"), ("", write), ("claims", TRUE))
    return place


@pytest.fixture(scope="module")
def first(place: Path) -> subprocess.CompletedProcess[str]:
    return _seeds(place, "--seeds", "1 2")


def test_a_sentence_that_fails_under_one_seed_fails_the_command_and_is_shown(
    first: subprocess.CompletedProcess[str],
) -> None:
    assert first.returncode == 1, first.stderr
    lines = {line.split("│")[2].strip(): line for line in first.stdout.splitlines() if line.count("│") == 5}
    assert lines["two is even"].count("✓") == 2
    assert (lines["the seed is one"].count("✓"), lines["the seed is one"].count("✗")) == (1, 1)


def test_the_record_says_what_held_and_how_often(
    place: Path, first: subprocess.CompletedProcess[str]
) -> None:
    record = (place / "seeds.md").read_text(encoding="utf-8")
    assert "| 03_toy | two is even | 2 of 2 |" in record
    assert "| 03_toy | the seed is one | 1 of 2 |" in record


def test_lessons_that_are_run_anew_replace_their_own_lines_and_no_others(tmp_path: Path) -> None:
    for name in ("03_toy.ipynb", "04_other.ipynb"):
        _lesson(tmp_path / "notebooks", name, ("parameters", "SEED = 7"), ("claims", TRUE))
    _seeds(tmp_path, "--seeds", "1 2")
    record = tmp_path / "seeds.md"
    whole = record.read_text(encoding="utf-8")
    assert whole.count("| 03_toy | ") == whole.count("| 04_other | ") == 2
    record.write_text(whole.replace("of 2", "of 2, long ago"), encoding="utf-8")
    _seeds(tmp_path, "04", "--seeds", "1 2")
    lines = record.read_text(encoding="utf-8").splitlines()
    assert [line.count("long ago") for line in lines if line.startswith("| 0")] == [1, 1, 0, 0]
    _seeds(tmp_path, "04", "--seeds", "5")  # other seeds do not belong on this page
    assert record.read_text(encoding="utf-8").splitlines() == lines


def test_lessons_are_only_read(place: Path, first: subprocess.CompletedProcess[str]) -> None:
    assert sorted(p.name for p in (place / "notebooks").iterdir()) == ["02_older.ipynb", "03_toy.ipynb"]
    assert not any(c.outputs for c in nbformat.read(place / "notebooks" / "03_toy.ipynb", 4).cells)
    assert not (place / "left.txt").exists()


def test_what_was_run_is_not_run_again_and_one_good_seed_is_a_success(
    place: Path, first: subprocess.CompletedProcess[str]
) -> None:
    again = _seeds(place, "03", "--seeds", "1")
    assert again.returncode == 0
    assert "sentences," not in again.stdout  # the line of a lesson that ran


def test_a_lesson_that_claims_nothing_or_stops_fails_and_nothing_is_recorded(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    _lesson(folder, "03_silent.ipynb", ("parameters", "SEED = 7"), ("", "1 + 1"))
    _lesson(folder, "04_stops.ipynb", ("parameters", "SEED = 7"), ("", "1 / 0"), ("claims", TRUE))
    _lesson(folder, "05_fixed.ipynb", ("", "SEED = 7"), ("claims", TRUE))
    done = _seeds(tmp_path, "--seeds", "1")
    assert done.returncode == 1
    assert "no cell tagged `claims`" in done.stdout
    assert "ZeroDivisionError" in done.stdout
    assert "no cell is tagged `parameters`" in done.stdout
    assert not (tmp_path / "seeds.md").exists()


def test_a_lesson_that_is_not_there_is_told_apart_from_one_that_fails(place: Path) -> None:
    done = _seeds(place, "09")
    assert done.returncode == 2
    assert "begins with 09" in done.stderr
