"""Run by otter's Python: every notebook of a folder in a process pool. `... FOLDER OUT JOBS AUTOGRADER`

`otter grade` needs Docker; `grade_submission` is what otter has for grading without it.
"""

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from otter.api import grade_submission


def one(words: tuple[str, str, str]) -> None:
    """Grade one notebook, and write its scores."""
    path, out, autograder = words
    graded = grade_submission(path, autograder, quiet=True)
    tests = [{"name": name, "score": r.score, "max_score": r.possible} for name, r in graded.results.items()]
    Path(out).write_text(json.dumps({"tests": tests}))


if __name__ == "__main__":
    folder, out, jobs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    files = sorted(folder.glob("*.ipynb"))
    todo = [(str(path), str(out / f"{path.stem}.json"), sys.argv[4]) for path in files]
    with ProcessPoolExecutor(jobs) as pool:
        list(pool.map(one, todo))
