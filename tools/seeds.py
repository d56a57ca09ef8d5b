"""Run the measured lessons under fresh seeds and say which of their sentences held: true, or lucky?

    make seeds                           lessons 03 on, seeds 1 2 3, full size; writes docs/seeds.md
    make seeds ONLY="03 06"              these lessons; the others keep their lines in docs/seeds.md
    make seeds ONLY="03 06" SEEDS="4 5"  these lessons, other seeds; writes nothing

Each run is a fresh kernel with SEED set in the parameters cell, in a folder of its own; notebooks/ is only
read. The sentences are those of the cell tagged `claims` (`kit.measure.claims`). A finished run is kept in
build/seeds/ under a digest of the lesson and the package, so an interrupted `make seeds` goes on where it
stopped. Ends with 1 if a sentence did not hold, a lesson stopped, or a lesson claims nothing.
"""

import argparse
import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
SAID = re.compile(r"^(held|DID NOT HOLD): (.+)$", re.MULTILINE)
MARK = {True: "[green]✓[/]", False: "[red]✗[/]", None: "–"}

Run = dict[str, Any]  # {"claims": {sentence: held}, "error": "", "seconds": 1.0}


def sentences(notebook: nbformat.NotebookNode) -> dict[str, bool]:
    """What the notebook's cell tagged `claims` says, sentence to whether it held; {} without such a cell."""
    found: dict[str, bool] = {}
    for cell in notebook.cells:
        if "claims" in cell.metadata.get("tags", []) and cell.cell_type == "code":
            texts = [output.get("data", {}).get("text/plain", "") for output in cell.outputs]
            found |= {said: mark == "held" for mark, said in SAID.findall("\n".join(texts))}
    return found


def run(path: Path, seed: int) -> Run:
    """Run one lesson under one seed, in a new kernel and an empty folder."""
    notebook = nbformat.read(path, as_version=4)
    places = [at for at, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])]
    if not places:
        return {
            "claims": {},
            "error": "no cell is tagged `parameters`, so SEED cannot be set",
            "seconds": 0.0,
        }
    notebook.cells.insert(places[0] + 1, nbformat.v4.new_code_cell(f"SEED = {seed}"))  # as papermill does
    started, error = time.perf_counter(), ""
    with tempfile.TemporaryDirectory(prefix="kit-seeds-", ignore_cleanup_errors=True) as folder:
        client = NotebookClient(
            notebook, timeout=1800, kernel_name="python3", store_widget_state=False,
            resources={"metadata": {"path": folder}},
        )  # fmt: skip
        try:
            client.execute()
        except CellExecutionError as stopped:
            error = f"{stopped.ename}: {stopped.evalue}".splitlines()[0][:200]
    said = sentences(notebook)
    if not error and not said:
        error = "no cell tagged `claims` showed a kit.measure.claims.Claims"
    return {"claims": said, "error": error, "seconds": round(time.perf_counter() - started, 1)}


def kept(path: Path, seed: int, folder: Path) -> Path:
    """Where the result of this very lesson, package, size and seed is kept."""
    sources = [path, *sorted((ROOT / "src" / "kit").rglob("*.py"))]
    digest = hashlib.sha256(os.environ["KIT_SIZE"].encode())
    for source in sources:
        digest.update(code(source))
    return folder / f"{path.stem}-{seed}-{digest.hexdigest()[:12]}.json"


def code(source: Path) -> bytes:
    """What a run depends on: of a notebook its code, not its words and outputs."""
    if source.suffix != ".ipynb":
        return source.read_bytes()
    cells = nbformat.read(source, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "code").encode()


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


def rows(runs: dict[str, dict[int, Run]]) -> Iterable[tuple[str, str, list[bool | None]]]:
    """(lesson, sentence, held by seed; None where it was not said), a row a sentence."""
    for lesson, by_seed in runs.items():
        said = dict.fromkeys(sentence for one in by_seed.values() for sentence in one["claims"])
        for sentence in said:
            yield lesson, sentence, [one["claims"].get(sentence) for one in by_seed.values()]
        for seed, one in by_seed.items():
            if one["error"]:
                stopped = f"seed {seed}: {one['error']}"
                yield lesson, stopped, [False if seed == other else None for other in by_seed]


def table(runs: dict[str, dict[int, Run]], seeds: list[int]) -> Table:
    """Lesson x sentence x seed, with what each lesson took."""
    shown = Table("lesson", "sentence", *(f"seed {seed}" for seed in seeds), show_lines=False)
    last = ""
    for lesson, sentence, held in rows(runs):
        if lesson != last:
            took = [f"[dim]{one['seconds']:.0f} s[/]" for one in runs[lesson].values()]
            shown.add_row(f"[bold]{lesson}[/]", "", *took)
        shown.add_row("", sentence.replace("[", r"\["), *(MARK[one] for one in held))
        last = lesson
    return shown


def record(runs: dict[str, dict[int, Run]], seeds: list[int], page: str = "") -> str:
    """The page that is committed; lessons that did not run now keep their lines of the `page` as it was."""
    lines = [
        "# Do the lessons' sentences hold under fresh seeds?",
        "",
        f"Each lesson from 03 on, top to bottom at full size on the local model, under the seeds "
        f"{', '.join(map(str, seeds))}. Made by `make seeds`.",
        "",
        "| lesson | sentence | held | run on |",
        "|---|---|---|---|",
    ]
    kept = [line for line in page.splitlines() if re.match(r"\| \d\d_", line)]
    found = [line for line in kept if line.split()[1] not in runs]
    for lesson, sentence, held in rows(runs):
        said = sentence.replace("|", r"\|")
        ran = f"{sum(map(bool, held))} of {len(seeds)} | {date.today().isoformat()}"
        found.append(f"| {lesson} | {said} | {ran} |")
    return "\n".join(lines + sorted(found, key=lambda line: line.split()[1])) + "\n"


def main() -> int:
    """Run what was asked for, show the table, keep the record if it is whole."""
    ask = argparse.ArgumentParser(description="Do the lessons' claims hold under fresh seeds?")
    ask.add_argument("only", nargs="*", help="lessons, by how their names begin; default: 03 on")
    ask.add_argument("--seeds", default="1 2 3", help='such as "1 2 3"')
    ask.add_argument("--notebooks", type=Path, default=ROOT / "notebooks")
    ask.add_argument(
        "--keep", type=Path, default=ROOT / "build" / "seeds", help="where finished runs are kept"
    )
    ask.add_argument("--record", type=Path, default=ROOT / "docs" / "seeds.md")
    given = ask.parse_args()
    os.environ.setdefault("KIT_SIZE", "full")
    os.environ.setdefault("KIT_PROGRESS", "0")
    seeds = [int(seed) for seed in given.seeds.split()] or [1, 2, 3]
    lessons = [p for p in sorted(given.notebooks.glob("[0-9][0-9]_*.ipynb")) if p.name[:2] >= "03"]
    chosen = [p for p in lessons if not given.only or any(p.name.startswith(n) for n in given.only)]
    if not chosen:
        print(f"No lesson from 03 on begins with {' or '.join(given.only) or 'a number'}.", file=sys.stderr)
        return 2
    console = Console(width=None if sys.stdout.isatty() else 150)
    runs: dict[str, dict[int, Run]] = {}
    for path in chosen:
        for seed in seeds:
            place = kept(path, seed, given.keep)
            if place.exists():
                result = json.loads(place.read_text(encoding="utf-8"))
            else:
                result = run(path, seed)
                if not result["error"]:
                    write(place, json.dumps(result, ensure_ascii=False, indent=1))
                bad = sum(not held for held in result["claims"].values())
                state = result["error"] or f"{len(result['claims'])} sentences, {bad} did not hold"
                console.print(f"{path.stem} seed {seed}: {state}, {result['seconds']:.0f} s", highlight=False)
            runs.setdefault(path.stem, {})[seed] = result
    console.print(table(runs, seeds))
    results = [one for by_seed in runs.values() for one in by_seed.values()]
    page = given.record.read_text(encoding="utf-8") if given.record.exists() else ""
    whole = chosen == lessons or f"seeds {', '.join(map(str, seeds))}. Made" in page
    if whole and os.environ["KIT_SIZE"] == "full" and not any(one["error"] for one in results):
        write(given.record, record(runs, seeds, page))
        console.print(f"Recorded in {given.record.name}.")
    return int(any(one["error"] or not all(one["claims"].values()) for one in results))


if __name__ == "__main__":
    sys.exit(main())
