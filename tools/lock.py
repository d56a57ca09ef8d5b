"""Write `requirements.lock`, which `make`, conda (through `environment.yml`) and `kit doctor` all read.

    make lock

`uv` resolves once for Linux, macOS and Windows and every Python from 3.11 on, writing markers where they
differ. It comes from the package index into a folder of its own that is thrown away.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
HEADER = (
    "# Made by `make lock` from pyproject.toml, for every system and Python >= 3.11. Do not edit by hand.\n"
)


def main() -> None:
    """Resolve afresh and replace the lock in one step."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--target"]
        subprocess.run([*pip, str(place / "uv"), "uv"], check=True)
        draft = place / "requirements.lock"
        options = ["--extra=dev", "--universal", "--upgrade", "--python-version=3.11", "--no-annotate"]
        uv = place / "uv" / "bin" / ("uv.exe" if sys.platform == "win32" else "uv")
        subprocess.run(
            [str(uv), "pip", "compile", "pyproject.toml", *options, "--no-header", "-q", "-o", str(draft)],
            cwd=ROOT,
            check=True,
        )
        pins = draft.read_text(encoding="utf-8")
    LOCK.write_text(HEADER + pins, encoding="utf-8")
    print(f"requirements.lock: {len(pins.splitlines())} pins. Look at `git diff`, then `make test`.")


if __name__ == "__main__":
    main()
