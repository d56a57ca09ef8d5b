"""Files that lie beside a notebook and go into the service with its solution: pages, prices, a list of names.

In a notebook they are looked for in its folder, in a service beside its module. `kit ship` imports the
solution once, notes what it asked for, and copies that.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path, PurePosixPath

from kit.ship.cells import ShipError

_home: Path | None = None  # the notebook's folder, while `kit ship` looks at its solution
_asked: set[str] = set()


def beside(name: str) -> Path:
    """The path of a file or folder that lies beside the notebook; `kit ship` takes it along.

    Args:
        name: relative to the notebook, with "/" between folders. Ask for it while the cell runs, not inside
            `solve`: what nobody asks for when the service starts is not in it.
    Raises:
        ValueError: not a relative path, or one that leads out of the notebook's folder.
        FileNotFoundError: nothing of that name is there.

    Example:
        `DOCUMENTS = [(p.stem, p.read_text("utf-8")) for p in sorted(beside("pages").glob("*.md"))]`
    """
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or Path(name).is_absolute():
        raise ValueError(f"{name!r} must be the name of something in the notebook's own folder.")
    frame = sys._getframe(1)
    if frame.f_globals.get("__name__") == __name__ and frame.f_back:  # `pages` asks for whoever called it
        frame = frame.f_back
    module = frame.f_globals.get("__file__")
    home = _home or (Path(module).parent if module else Path.cwd())
    path = home.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"There is no {name!r} in {home.resolve()}; put it beside the notebook.")
    _asked.add(str(PurePosixPath(name)))
    return path


def pages(name: str) -> list[tuple[str, str]]:
    """The pages of a folder that lies beside the notebook, and of the folders in it; they ship.

    Args:
        name: the folder's. Its files that end in .md or .txt are pages, in UTF-8, else read as Windows-1252.
    Returns:
        (name, text) of each, by name: its path in the folder without the ending, as "cards/fees". A first
        line without a full stop, alone above an empty one, is made a heading: "# How to find us".
    Raises:
        FileNotFoundError: no such folder.
        ValueError: no page in it, one that is empty, or two of one name.
    """
    home = beside(name)
    found: dict[str, str] = {}
    for path in sorted(home.rglob("*")):
        called = path.relative_to(home).with_suffix("").as_posix()
        if path.suffix.lower() not in (".md", ".txt") or any(p.startswith(".") for p in called.split("/")):
            continue
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig").strip()
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace").strip()
        if not text or called in found:
            raise ValueError(f"{path} is {'a second page called ' + called if text else 'empty'}.")
        found[called] = re.sub(r"\A(?!#)(.*[^\s.!?:;,])\s*\n\s*\n", r"# \1\n\n", text)
    if not found:
        raise ValueError(f"There is no page in {home.resolve()}: files that end in .md or .txt.")
    return list(found.items())


def look_in(home: Path) -> set[str]:
    """Look for files in this folder from now on; the names that are asked for come into the set returned."""
    global _home
    _home = home
    _asked.clear()
    return _asked


def take_along(names: list[str], home: Path, to: Path) -> None:
    """Copy files and folders from one folder into another; hidden ones inside a folder stay behind.

    Raises:
        ShipError: the package has something of that name.
    """
    for name in names:
        target = to / name
        if target.exists():
            raise ShipError(f"{name} is what the package calls a file of its own; give yours another name.")
        target.parent.mkdir(parents=True, exist_ok=True)
        if (home / name).is_dir():
            hidden = shutil.ignore_patterns(".*", "__pycache__")
            shutil.copytree(home / name, target, ignore=hidden)
        else:
            shutil.copy2(home / name, target)
