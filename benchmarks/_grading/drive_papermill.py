"""Run by papermill's Python: every notebook of a folder in a process pool. `... FOLDER OUT JOBS`"""

import contextlib
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import papermill


def one(words: tuple[str, str]) -> None:
    """Run one notebook; what failed is in the notebook that is written."""
    with contextlib.suppress(papermill.PapermillExecutionError):
        papermill.execute_notebook(*words, progress_bar=False, request_save_on_cell_execute=False)


if __name__ == "__main__":
    folder, out, jobs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    todo = [(str(path), str(out / path.name)) for path in sorted(folder.glob("*.ipynb"))]
    with ProcessPoolExecutor(jobs) as pool:
        list(pool.map(one, todo))
