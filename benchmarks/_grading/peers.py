"""The peers' environments: a virtual environment each, made with pip, kept in the kit's cache.

Nothing of them is a dependency of the kit. The versions of what they share (kernel, Jupyter's client) are the
same in all of them and in this repository's lock, so that no peer pays for an older part.
"""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from functools import cache
from pathlib import Path

from kit.assets import cache_dir

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"
SHARED = {
    *("ipykernel", "ipython", "jupyter-client", "nbclient", "nbconvert", "nbformat"),
    *("papermill", "pytest", "pyzmq", "tornado"),
}
PINS = {
    "nbgrader": ["nbgrader==0.9.6", "ipykernel"],
    "otter-grader": ["otter-grader==7.0.0", "ipykernel"],
    "nbval": ["nbval==0.11.0", "pytest", "pytest-xdist==3.8.0", "ipykernel"],
    "nbmake": ["nbmake==1.5.5", "pytest", "pytest-xdist==3.8.0", "ipykernel"],
    "papermill": ["papermill", "ipykernel"],
}


def python_of(peer: str) -> Path:
    """The Python of a peer's environment, made if it is not there yet.

    Raises:
        RuntimeError: pip could not install it; the message says why.
    """
    wanted = [*PINS[peer], *_shared()]
    mark = hashlib.sha256(repr((wanted, sys.version)).encode()).hexdigest()[:8]
    folder = cache_dir() / "benchmarks" / f"{peer}-{mark}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if (folder / ".ready").exists():
        return python
    print(f"making an environment with {peer} (a minute or two) ...", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    (folder / "constraints.txt").write_text("\n".join(_shared()), encoding="utf-8")
    asked = [python, "-m", "pip", "install", "-q", *PINS[peer], "-c", folder / "constraints.txt"]
    done = subprocess.run([str(word) for word in asked], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{peer} could not be installed: {done.stderr.strip()[-300:]}")
    (folder / ".ready").touch()
    return python


@cache
def _shared() -> tuple[str, ...]:
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    pins = [line.split(";")[0].split()[0] for line in lines if line and line[0].isalpha()]
    return tuple(pin for pin in pins if pin.split("==")[0] in SHARED)


def versions(python: Path, names: list[str]) -> str:
    """Names with their versions, as that Python has them."""
    code = "import sys, importlib.metadata as m; print([(n, m.version(n)) for n in sys.argv[1:]])"
    done = subprocess.run([str(python), "-c", code, *names], capture_output=True, text=True, check=True)
    return ", ".join(f"{name} {version}" for name, version in ast.literal_eval(done.stdout))
