"""Run lessons from top to bottom and keep their outputs in the notebooks, as committed.

    make lessons                 all of them, full size
    make lessons ONLY="00 02"    these

A lesson is written back only if every cell ran, and in one step, so a failure leaves the old one whole. What
would differ between two runs on two machines without a learner seeing it (timings, memory addresses, widget
state, exact Python version) is taken out, so that `git diff` shows what changed for the reader.
"""

import os
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent
WIDGET = "application/vnd.jupyter.widget-view+json"
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
KEPT_METADATA = {"tags", "editable", "slideshow", "jupyter"}


def tidy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Take out of an executed notebook what only this run and this machine know."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {name: value for name, value in cell.metadata.items() if name in KEPT_METADATA}
        if cell.cell_type == "code":
            cell.outputs = [output for output in map(plain, cell.outputs) if output is not None]
    return notebook


def plain(output: nbformat.NotebookNode) -> nbformat.NotebookNode | None:
    """One output without widget state and memory addresses, or None if nothing is left to read."""
    if output.output_type == "stream":
        output.text = ADDRESS.sub("0x...", output.text)
        return output
    data = output.get("data", {})
    widget = data.pop(WIDGET, None) is not None
    if widget and set(data) <= {"text/plain"}:
        return None
    if data.get("text/html") == "":  # where a progress bar was
        return None
    if "text/plain" in data:
        data["text/plain"] = ADDRESS.sub("0x...", data["text/plain"])
    return output


def foreign(notebook: nbformat.NotebookNode) -> list[str]:
    """Names of this machine's folders that the outputs would show to everybody."""
    text = "\n".join(str(cell.get("outputs", "")) for cell in notebook.cells)
    return sorted(folder for folder in {str(ROOT), str(Path.home()), sys.prefix} if folder in text)


def run(path: Path) -> None:
    """Run one lesson and replace it by itself with fresh outputs."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=1800, kernel_name="python3", record_timing=False, store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )  # fmt: skip
    client.execute()
    tidy(notebook)
    if found := foreign(notebook):
        sys.exit(f"{path.name} shows {', '.join(found)} in an output: print something else, then run again.")
    nbformat.validate(notebook)
    draft = path.with_name(f".{path.name}.new")
    nbformat.write(notebook, draft)
    os.replace(draft, path)


def main() -> None:
    """Run the lessons named on the command line by their numbers, or all."""
    os.environ.setdefault("KIT_SIZE", "full")
    wanted = sys.argv[1:]
    lessons = sorted(ROOT.glob("notebooks/[0-9]*.ipynb"))
    there = ", ".join(path.stem for path in lessons) or "none"
    chosen = [path for path in lessons if not wanted or any(path.name.startswith(n) for n in wanted)]
    if not chosen:
        sys.exit(f"No lesson begins with {' or '.join(wanted) or 'a number'}. There are: {there}.")
    for path in chosen:
        started = time.perf_counter()
        try:
            run(path)
        except CellExecutionError as error:
            sys.exit(f"{path.name} stopped; it was not changed.\n{error}")
        print(f"{path.name}: {time.perf_counter() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
