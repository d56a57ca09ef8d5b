"""The measured lessons, 03 and on, have the shape the course promises, and what they say held when they ran.

Only the files as they are on disk are read. `make seeds` runs them.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
LESSONS = [p for p in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")) if p.name[:2] >= "03"]
LAST = 16  # lessons up to this number may be named before they are written
LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)")
NUMBERED = re.compile(r"(\d\d)_\w+\.(?:ipynb|py)$")

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)


def _cells(lesson: Path) -> list[nbformat.NotebookNode]:
    return nbformat.read(lesson, as_version=4).cells


def _tagged(lesson: Path, tag: str) -> list[nbformat.NotebookNode]:
    return [cell for cell in _cells(lesson) if tag in cell.metadata.get("tags", [])]


def _seeds() -> ModuleType:
    spec = importlib.util.spec_from_file_location("seeds", ROOT / "tools" / "seeds.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def words(markdown: str) -> int:
    """Words a reader reads: no code blocks, no addresses, no rules of tables."""
    text = re.sub(r"```.*?```", "", markdown, flags=re.DOTALL)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return len(re.findall(r"\S*\w\S*", text))


def dead_links(markdown: str, folder: Path) -> list[str]:
    """Relative links that lead nowhere; a lesson whose number nobody has used yet is only early."""
    dead = []
    for link in LINK.findall(markdown):
        path = link.partition("#")[0]
        if not path or re.match(r"\w+:", path):
            continue
        target = (folder / path).resolve()
        number = NUMBERED.search(path)
        early = number and int(number[1]) <= LAST and not list(target.parent.glob(f"{number[1]}_*"))
        if not target.exists() and not early:
            dead.append(link)
    return dead


@each_lesson
def test_one_cell_says_what_the_lesson_claims(lesson: Path) -> None:
    claims = _tagged(lesson, "claims")
    assert [(cell.cell_type, cell.id) for cell in claims] == [("code", "claims")]


@each_lesson
def test_every_claim_held_in_the_run_that_is_committed(lesson: Path) -> None:
    said = _seeds().sentences(nbformat.read(lesson, as_version=4))
    assert said, "no output of the claims cell: make lessons"
    assert [sentence for sentence, held in said.items() if not held] == []


@each_lesson
def test_a_parameters_cell_sets_the_seed_and_nothing_sets_it_again(lesson: Path) -> None:
    (parameters,) = _tagged(lesson, "parameters")
    assert re.search(r"^SEED = \d+", parameters.source, re.MULTILINE)
    setting = re.compile(r"^SEED\s*=[^=]", re.MULTILINE)
    assert sum(bool(setting.search(cell.source)) for cell in _cells(lesson)) == 1


@each_lesson
def test_cells_are_few_and_short_enough_to_read(lesson: Path) -> None:
    cells = _cells(lesson)
    assert 25 <= len(cells) <= 70  # 40 is the aim; a cell that does one thing comes before a small count
    long_code = {c.id: n for c in cells if c.cell_type == "code" and (n := len(c.source.splitlines())) > 25}
    room = {"title": 130, "recap": 140}  # lists and tables, which nobody reads as one paragraph
    prose = [cell for cell in cells if cell.cell_type == "markdown"]
    long_words = {c.id: n for c in prose if (n := words(c.source)) > room.get(c.id, 110)}
    assert (long_code, long_words) == ({}, {})


@each_lesson
def test_every_cell_has_an_id_that_reads(lesson: Path) -> None:
    unreadable = re.compile(r"[0-9a-f]{8}(-|$)|cell-?\d*$")
    assert [cell.id for cell in _cells(lesson) if unreadable.match(cell.id)] == []


@each_lesson
def test_links_lead_somewhere(lesson: Path) -> None:
    markdown = [cell.source for cell in _cells(lesson) if cell.cell_type == "markdown"]
    assert [link for text in markdown for link in dead_links(text, lesson.parent)] == []


@each_lesson
def test_what_is_committed_was_run_to_the_end_without_an_error(lesson: Path) -> None:
    outputs = [output for cell in _cells(lesson) for output in cell.get("outputs", [])]
    assert [output.ename for output in outputs if output.output_type == "error"] == []
    code = [cell for cell in _cells(lesson) if cell.cell_type == "code"]
    assert [cell.id for cell in code if cell.execution_count is None] == []


def test_a_link_to_a_lesson_to_come_is_early_and_one_with_a_wrong_name_is_dead(tmp_path: Path) -> None:
    (tmp_path / "03_here.ipynb").touch()
    said = (
        "[a](03_here.ipynb#top) [b](03_there.ipynb) [c](16_capstone.ipynb) [d](17_more.ipynb) [e](../no.py)"
    )
    assert dead_links(said, tmp_path) == ["03_there.ipynb", "17_more.ipynb", "../no.py"]


def test_addresses_code_and_rules_are_no_words() -> None:
    assert words("Two [words](../src/kit/a.py).\n\n|---|---|\n\n```python\nx = 1\n```") == 2
