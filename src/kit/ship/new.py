"""`kit new tickets --from classify`: a prototype of your own to begin with, a notebook that runs as created.

Five kinds, one anatomy: problem, data, baseline, solution, eval, risk, card. Cells to change begin with
`# YOURS` and are tagged `yours`; cells that become the service are tagged `ship`. All but `act` read their
cases from a table beside them, whose rows are to be replaced. Left out: templates of templates (cookiecutter
and copier have these); a notebook is a better thing to copy.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from importlib import resources
from pathlib import Path

from kit.ship.cards import slug
from kit.ship.first_rows import table

KINDS = {
    "classify": "a message in, a label out; sure as several answers agree",
    "extract": "a message in, typed facts out; empty where nothing was said",
    "answer": "a question in, an answer out that stands in your documents, with its source",
    "act": "a wish in, one act out: checked, rehearsed on a copy, proposed",
    "review": "drafts, of which the sure ones go out alone and the rest to a person",
}
_NAME = "Untitled prototype"


def new(name: str, kind: str, to: str | Path = ".") -> Path:
    """Write a prototype notebook, and the table of its cases beside it; never over something.

    Args:
        name: what you call it; the file is named after it.
        kind: one of `KINDS`.
        to: the folder; made if it is not there.
    Returns:
        The notebook's path.
    Raises:
        ValueError: no such kind, or a name without a letter or digit.
        FileExistsError: there is a file of that name.

    Example:
        `new("Ticket sorter", "classify")` writes `ticket-sorter.ipynb`.
    """
    title = " ".join(name.removesuffix(".ipynb").split())
    stem = slug(title)
    if kind not in KINDS:
        kinds = "; ".join(f"{one} ({words})" for one, words in KINDS.items())
        raise ValueError(f"no prototype {kind!r}. There are: {kinds}.")
    book = json.loads((resources.files("kit.ship") / "prototypes" / f"{kind}.ipynb").read_text("utf-8"))
    swaps: dict[str, Callable[[str], str]] = {
        "title": lambda text: text.replace(_NAME, title),
        "problem": lambda text: text.replace(json.dumps(_NAME), json.dumps(title, ensure_ascii=False)),
        "next": lambda text: text.replace("NAME", stem),
    }
    for cell in book["cells"]:
        text = "".join(cell["source"]).replace("THIS.", f"{stem}.")
        cell["source"] = swaps.get(cell["id"], str)(text)
    target = Path(to) / f"{stem}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(book, indent=1, ensure_ascii=False) + "\n"
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        said = f"There is a {target} already, and it stays as it is. Choose another name, or another --to."
        raise FileExistsError(said) from None
    if rows := table(kind):
        with suppress(FileExistsError), target.with_suffix(".csv").open("x", encoding="utf-8") as file:
            file.write(rows)  # a table that is there is yours, and is read
    return target
