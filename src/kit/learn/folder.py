"""A folder that a check hands to the learner's code: `with c.folder() as folder:`.

It stands on the learner's side, and the check reaches it as it reaches everything there: by asking, with
plain values. So the grader opens no file that a stranger made, follows no link and cleans up nothing, and the
same cell works where the learner's process has a file system of its own (`kit.learn.jail`). What that side
says of its files may be a lie; so may the files be.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kit.learn import reach

Act = Callable[..., reach.Outcome]  # does one thing on the learner's side: what `act` does
MOST = 1_000_000  # bytes of a file that is read


class FolderTrouble(Exception):
    """The learner's side could not do what a `Folder` was asked for; it ends the check."""

    def __init__(self, what: str, name: str, error: dict[str, Any]) -> None:
        super().__init__(f"cannot {what} `{name}` in the folder ({error['type']}: {error['message']})")
        self.state = "not run" if error["kind"] == "gone" else "fail"
        self._gone = error["message"] if error["kind"] == "gone" else ""

    def after(self, asked: str) -> str:
        """The sentence, given the last call."""
        return self._gone or (f"After `{asked}`, the check {self}." if asked else f"The check {self}.")


class Folder:
    """The check's handle; names are relative, with "/" between their parts. Made by `c.folder()`."""

    def __init__(self, top: str, act: Act) -> None:
        self._top, self._act = top, act
        self.make()

    def path(self, name: str = "") -> str:
        """Where it is, or what is called `name` in it, as text to call the learner's function with."""
        return str(Path(self._top, name))

    def _ask(self, what: str, name: str, *more: str) -> Any:
        outcome = self._act(what, name, *more)
        if "error" in outcome:
            raise FolderTrouble(what, name, outcome["error"])
        return outcome["ok"]

    def make(self, name: str = "") -> None:
        """Make a folder, and those it stands in."""
        self._ask("make", name)

    def write(self, name: str, text: str) -> None:
        """Write a file, in place of what was there."""
        self._ask("write", name, text)

    def read(self, name: str) -> str | None:
        """A file's text; None if there is no such thing."""
        return None if (text := self._ask("read", name)) is None else str(text)

    def names(self, name: str = "") -> list[str]:
        """What is in a folder, sorted."""
        return [str(one) for one in self._ask("names", name) or []]

    def copy(self, name: str, to: str) -> None:
        """Copy a folder and all that is in it, into one that may be there already."""
        self._ask("copy", name, to)

    def remove(self, name: str = "") -> None:
        """Remove a file or a folder, if there is one."""
        self._ask("remove", name)


def act(top: str, what: str, name: str, more: str = "") -> Any:
    """On the learner's side: do what a `Folder` was asked for."""
    place = Path(top, name)
    if what == "make":
        place.mkdir(parents=True, exist_ok=True)
    elif what == "write":
        place.write_text(more, encoding="utf-8")
    elif what == "read":
        return _text(place)
    elif what == "names":
        return sorted(os.listdir(place))
    elif what == "copy":
        shutil.copytree(place, Path(top, more), symlinks=True, dirs_exist_ok=True)
    elif place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
    return None


def _text(place: Path) -> str | None:
    if not place.exists():
        return None
    if not place.is_file():
        raise OSError(f"{place.name} is not a file")
    if place.stat().st_size > MOST:
        raise OSError(f"{place.name} holds more than {MOST:,} bytes")
    return place.read_text(encoding="utf-8")
