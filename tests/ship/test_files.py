"""Files beside a notebook go into the service with its solution, and nothing else does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_package import SIMPLE, notebook

from kit.ship import beside, ship
from kit.ship.cells import ShipError

READS = """from kit.ship import beside
HOME = beside("pages")
PAGES = {p.relative_to(HOME).as_posix(): p.read_text() for p in sorted(HOME.rglob("*.md"))}
PRICE = float(beside("data/price.txt").read_text())"""


@pytest.fixture
def idea(tmp_path: Path) -> Path:
    """A notebook with files beside it, in a folder of its own."""
    home = tmp_path / "home"
    for name, text in {
        "pages/fees.md": "Fees.", "pages/cards/lost.md": "Lost.", "pages/.env": "KEY=1",
        "pages/.git/x.md": "no", "data/price.txt": "2.5", "data/other.txt": "no", "notes.txt": "no",
    }.items():  # fmt: skip
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    return notebook(home / "idea.ipynb", [(("ship",), READS), SIMPLE])


def test_what_its_cells_ask_for_goes_into_the_package_and_is_read_there(idea: Path, tmp_path: Path) -> None:
    made = ship(idea, tmp_path / "out")
    inside = {name.removeprefix("src/idea/") for name in made.files if name.startswith("src/idea/")}
    assert {name for name in inside if not name.endswith(".py")} == {
        "pages/fees.md",
        "pages/cards/lost.md",
        "data/price.txt",
    }
    for path in sorted(idea.parent.rglob("*"), reverse=True):  # the notebook's folder is gone
        path.rmdir() if path.is_dir() else path.unlink()
    show = "from idea import solution as s; print(s.PAGES, s.PRICE)"
    here = os.environ | {"PYTHONPATH": str(tmp_path / "out" / "src")}
    done = subprocess.run(
        [sys.executable, "-c", show], cwd="/", env=here, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "{'cards/lost.md': 'Lost.', 'fees.md': 'Fees.'} 2.5"


def test_in_a_notebook_it_is_beside_the_notebook(idea: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(idea.parent)
    scope: dict = {"__name__": "__main__"}  # a kernel's names have no __file__
    exec(READS, scope)
    assert [*scope["PAGES"]] == [".git/x.md", "cards/lost.md", "fees.md"]


def test_nothing_of_the_package_is_replaced(idea: Path, tmp_path: Path) -> None:
    (idea.parent / "settings.py").write_text("mine")
    cells = [(("ship",), 'from kit.ship import beside\nTEXT = beside("settings.py").read_text()'), SIMPLE]
    with pytest.raises(ShipError, match=r"settings\.py is what the package calls a file of its own"):
        ship(notebook(idea, cells), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_not_there_is_said_with_the_way_out(idea: Path, tmp_path: Path) -> None:
    (idea.parent / "data" / "price.txt").unlink()
    with pytest.raises(
        ShipError, match=r"There is no 'data/price\.txt' in .*home; put it beside the notebook"
    ):
        ship(idea, tmp_path / "out")
    plain = [(("ship",), 'TEXT = open("notes.txt").read()'), SIMPLE]
    with pytest.raises(ShipError, match=r"no files but those .* read by kit\.ship\.beside\(NAME\)"):
        ship(notebook(idea, plain), tmp_path / "out")


@pytest.mark.parametrize("name", ["", "..", "../x", "a/../../x", "/etc/passwd", "."])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    with pytest.raises(ValueError, match="notebook's own folder"):
        beside(name)


def _read() -> list[tuple[str, str]]:
    scope: dict = {"__name__": "__main__"}  # as in a notebook
    exec("from kit.ship import pages\nfound = pages('mine')", scope)
    return scope["found"]


def _pages(folder: Path, **files: bytes) -> Path:
    for name, data in files.items():
        path = folder / "mine" / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def test_pages_are_texts_by_name_and_a_title_is_a_heading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(
        _pages(
            tmp_path,
            a_md=b"How to find us\n\nBy bus.",
            in__b_TXT="Café. Open.\n\nAt nine.".encode("cp1252"),
            c_md=b"\xef\xbb\xbf# Fees\n\nNone.",
            d_pdf=b"%PDF",
            hidden__x_md=b"Seen.",
        )
    )
    (tmp_path / "mine" / ".git").mkdir()
    (tmp_path / "mine" / ".git" / "y.md").write_text("unseen")
    assert _read() == [
        ("a", "# How to find us\n\nBy bus."),
        ("c", "# Fees\n\nNone."),
        ("hidden/x", "Seen."),
        ("in/b", "Café. Open.\n\nAt nine."),
    ]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"a_md": b"x", "a_txt": b"y"}, r"a\.txt is a second page called a"),
        ({"a_md": b" \n"}, r"a\.md is empty"),
        ({"a_pdf": b"x"}, r"no page in .*mine: files that end in \.md or \.txt"),
    ],
)
def test_pages_that_cannot_be_are_told(
    files: dict[str, bytes], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(_pages(tmp_path, **files))
    with pytest.raises(ValueError, match=told):
        _read()
