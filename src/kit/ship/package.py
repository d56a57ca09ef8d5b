"""From a notebook to a service: `kit ship NB` writes the cells tagged `ship` as a small package.

The package stands by itself: the solution, an app around it, its own tests, settings, pins, a Dockerfile, a
README whose lines can be pasted, and the kit as a wheel. It is written whole or not at all, and only after
the solution was imported in a fresh process. Nothing that is there is overwritten.
"""

from __future__ import annotations

import json
import keyword
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.machinery import PathFinder
from pathlib import Path
from string import Template
from sysconfig import get_path
from typing import Any

from kit.ship import lock
from kit.ship.cells import ShipError, cell_at, cells_of, imported, module_of, with_parameters
from kit.ship.files import take_along
from kit.ship.parameters import chosen, read
from kit.ship.parcel_card import add_card
from kit.ship.parcel_words import BETTER, CURL, STREAMING, back, body, quoted, settings_rows

__all__ = ["Parcel", "ShipError", "ship"]

# Where each template goes; `src` is the package's own folder.
_FILES = {
    "README.md": "README.md", "pyproject.toml": "pyproject.toml", "Dockerfile": "Dockerfile",
    "dockerignore": ".dockerignore", "gitignore": ".gitignore", "src/init": "src/{}/__init__.py",
    "src/main": "src/{}/__main__.py", "src/settings": "src/{}/settings.py", "src/app": "src/{}/app.py",
    "tests/test_service": "tests/test_service.py",
}  # fmt: skip
_WAYS_OUT = {
    "ModuleNotFoundError": "a service has what is installed, not the files beside a notebook: put the code "
    "into a cell tagged `ship`, or install the package",
    "FileNotFoundError": "a service has no files but those beside the notebook that its cells read by "
    "kit.ship.beside(NAME)",
    "NameError": "define or import it in a cell tagged `ship`",
}
_PATIENCE = 180.0  # seconds for the import in a fresh process


@dataclass(frozen=True)
class Parcel:
    """A package that was written.

    Attributes:
        folder: where.
        name: of the package in it, and of the service.
        files: all its files, relative to the folder.
        note: what is not as it should be with its eval card; "" if nothing.
        ask: a command that asks it, while it runs.
    """

    folder: Path
    name: str
    files: tuple[str, ...]
    note: str = ""
    ask: str = ""

    def __repr__(self) -> str:
        note = f"\nBEFORE YOU SERVE IT: {self.note}\n" if self.note else " "
        return (
            f"{self.folder}: {len(self.files)} files.{note}Next:\n  cd {shlex.quote(str(self.folder))}\n"
            f"  python src/{self.name}      # serves at http://127.0.0.1:8000, see README.md\n"
            "  python -m pytest      # its own tests\n"
            f"In another terminal:\n{textwrap.indent(self.ask, '  ')}"
        )


def ship(
    notebook: str | Path, to: str | Path | None = None, parameters: Mapping[str, Any] | None = None
) -> Parcel:
    """Write the cells of a notebook that are tagged `ship` as a package that serves them.

    They must define `Request` and `Answer` (pydantic models) and `solve(request)`, sync or async. They may
    define `stream(request)` (yields text), `check(request, answer)` (a sentence, if the answer must not go
    out) and `examples` (a list of requests, for tests and README). The notebook is not run: run it, and look
    at its card, first.

    Args:
        notebook: its path.
        to: the folder to make; default, one of the notebook's name here.
        parameters: values for names in its `parameters` cell, as `kit run` takes them.
    Returns:
        The `Parcel`.
    Raises:
        RunError: a parameter that the notebook has not, or a value of another type.
        ShipError: it cannot work as it is, or its eval card was measured with other parameters and nobody
            said which to serve; in one sentence, and nothing was written.
        FileExistsError: the folder is there and not empty.
    """
    path = Path(notebook)
    book = read(path)
    given = chosen(book, parameters or {}, path.name)
    cells = with_parameters(cells_of(book), given)
    name = package_name(path.stem)
    target = Path(to) if to is not None else Path(name)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileExistsError(
            f"{target} is there already, and nothing is overwritten; name another with --to."
        )
    source = module_of(cells, path.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        _put(making / "src" / name / "solution.py", source)
        found = _looked_at(making / "src", name, source, path.resolve().parent)
        card, note = add_card(making, path, cells, found["values"], target.name, given)
        _fill(making, path, name, source, found, {"card": card, "back": back(path, target, found["values"])})
        take_along(found["files"], path.resolve().parent, making / "src" / name)
        os.chmod(making, 0o755)
        if target.exists():
            target.rmdir()
        os.replace(making, target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    files = sorted(str(one.relative_to(target).as_posix()) for one in target.rglob("*") if one.is_file())
    return Parcel(target, name, tuple(files), note, CURL.substitute(body=body(found)))


def package_name(stem: str) -> str:
    """A package's name out of a notebook's: `01 My Tickets` becomes `my_tickets`."""
    name = re.sub(r"\W+", "_", stem.lower(), flags=re.ASCII).strip("_0123456789") or "solution"
    installed = PathFinder.find_spec(name, [get_path("purelib"), get_path("platlib")])
    taken = name in (*sys.stdlib_module_names, "kit", "tests") or keyword.iskeyword(name) or installed
    return f"{name}_service" if taken else name


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _looked_at(folder: Path, name: str, source: str, home: Path) -> dict[str, Any]:
    """What the module has, found by importing it where the notebook and its folder are not."""
    out = folder.parent / "found.json"
    here = os.environ | {"PYTHONPATH": str(folder.resolve()), "KIT_SOURCE": "simulated", "KIT_NO_PAID": "1"}
    here.pop("KIT_SIZE", None)  # a service has the full size
    looked = ["kit.ship.look", f"{name}.solution", str(out.resolve()), str(home)]
    command = [sys.executable, "-P", "-B", "-m", *looked]
    try:
        done = subprocess.run(
            command, cwd=folder, env=here, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise ShipError(
            f"Importing the cells tagged `ship` took more than {_PATIENCE:g} s, and so would the service's "
            "start: move long work into solve, or to cells that are not tagged."
        ) from None
    if not out.exists():
        last = (done.stderr.strip().splitlines() or ["no word why"])[-1]
        raise ShipError(f"Importing the cells tagged `ship` ended the process ({last}).")
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    out.unlink()
    if wrong := found.get("wrong"):
        raise ShipError(_why(wrong, found["kind"], cell_at(source, found["line"])))
    return found


def _why(wrong: str, kind: str, cell: int) -> str:
    """One sentence with the way out for what an import ended with."""
    if not kind:
        return wrong
    way = _WAYS_OUT.get(kind, "so the cells tagged `ship` cannot be imported in a process of their own")
    return f"Cell {cell}: {wrong.rstrip('.')}; {way}."


def _fill(
    folder: Path, notebook: Path, name: str, source: str, found: Mapping[str, Any], more: Mapping[str, str]
) -> None:
    """Write everything but the solution itself; `more`: words for the templates."""
    asked = [*lock.needs(), *(own := sorted(lock.packages_of(imported(source))))]
    wheel = lock.write_wheel(folder / "wheels")
    _put(folder / "requirements.lock", lock.lock(wheel, asked))
    pinned = "".join(f"{package}=={version}\n" for package, version in lock.pins(["pytest"]).items())
    _put(folder / "requirements-test.lock", f"-r requirements.lock\n{pinned}")
    there = lock.pins(lock.needs())
    needed = [f"{lock.KIT}=={wheel.split('-')[1]}", *(one for one in own if one not in there)]
    words = {
        "name": name,
        "dashed": name.replace("_", "-"),
        "title": name.replace("_", " ").capitalize(),
        "notebook": notebook.name,
        "prefix": f"{name.upper()}_",
        "python": ".".join(map(str, sys.version_info[:2])),
        "dependencies": ", ".join(json.dumps(one) for one in needed),
        "examples": json.dumps(found["examples"], indent=1).replace("'''", "\\u0027\\u0027\\u0027"),
        "settings": settings_rows(f"{name.upper()}_"),
        **more,
    }
    words["body"] = body(found)
    words["better"] = BETTER.substitute(answer=quoted(found["better"])) if found["better"] else ""
    words["streaming"] = STREAMING.substitute(words) if found["stream"] else ""
    templates = resources.files("kit.ship") / "parcel"
    for template, place in _FILES.items():
        text = templates.joinpath(f"{template}.txt").read_text("utf-8")
        _put(folder / place.format(name), Template(text).substitute(words))
