"""The course on disk: where it is, what its exercises are called, and writing a file whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

MOST_BYTES = 50_000_000


class CourseError(Exception):
    """Something about the course's files; the message is one sentence with the way out."""


def root(start: Path | None = None) -> Path:
    """The course's folder: the nearest one, from `start` (default: here) upward, with solutions/ in it.

    Raises:
        CourseError: there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "solutions").is_dir() and ((folder / "exercises").is_dir() or folder == here):
            return folder
    raise CourseError(
        f"No course found in {here} or above it (no solutions/ and exercises/). Go to the folder you cloned."
    )


def slugs(base: Path) -> list[str]:
    """Names of all exercises, in order ("01_hello_black_box")."""
    return sorted(p.stem for p in (base / "solutions").glob("*.ipynb"))


def find(name: str, base: Path) -> str:
    """The exercise that `name` means: "1", "01", "01_hello_black_box", or a path to its notebook.

    Raises:
        CourseError: none, or several.
    """
    wanted, known = Path(name).name.removesuffix(".ipynb"), slugs(base)
    if wanted in known:
        return wanted
    found = [s for s in known if s.split("_")[0].isdigit() and wanted.isdigit()]
    found = [s for s in found if int(s.split("_")[0]) == int(wanted)] or [
        s for s in known if wanted and wanted in s.split("_", 1)[-1]
    ]
    if len(found) == 1:
        return found[0]
    raise CourseError(f"No exercise {name!r}. There are: {', '.join(known) or 'none yet (see solutions/)'}.")


def write(path: Path, text: str) -> None:
    """Write a text file whole or not at all (a temporary file in the same folder, then a rename)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def notebook_json(path: Path) -> dict[str, Any]:
    """A notebook file as JSON data, its cells looked at just enough to be safe to walk.

    Raises:
        CourseError: no file, too big, not UTF-8, not JSON, or not a version 4 notebook.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CourseError(f"{path.name} is larger than 50 MB; clear its outputs and save it again.")
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise CourseError(f"There is no {path}; `kit build` makes the exercises.") from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise CourseError(f"{path.name} is not a notebook (not valid JSON: {str(error)[:100]}).") from None
    except OSError as error:
        raise CourseError(f"{path.name} cannot be read: {error.strerror}.") from None
    cells = data.get("cells") if isinstance(data, dict) else None
    if not isinstance(cells, list) or data.get("nbformat", 4) != 4:
        raise CourseError(f"{path.name} is not a notebook of format 4; save it again from JupyterLab.")
    data["cells"] = [
        c for c in cells if isinstance(c, dict) and c.get("cell_type") in ("code", "markdown", "raw")
    ]
    for cell in data["cells"]:
        if not isinstance(cell.get("metadata"), dict):
            cell["metadata"] = {}
        source = cell.get("source", "")
        lines = source if isinstance(source, list) else [source]
        cell["source"] = "".join(line for line in lines if isinstance(line, str))
    return data
