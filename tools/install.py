"""Make `.venv` and put the locked packages and kit itself into it. Run by `make`, with no package needed.

    python3 tools/install.py

Repeatable: a `.venv` made for another folder, by an old Python, or cut off half-way is made anew.
The stamp `.venv/.ready` is written last and tells `make` that all of this is done.
"""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = VENV / ".ready"
OLDEST = (3, 11)


def usable():
    """Whether `.venv` belongs to this folder and holds a Python that starts and is new enough."""
    config = VENV / "pyvenv.cfg"
    if not (STAMP.exists() and config.exists() and STAMP.read_text(encoding="utf-8") == str(ROOT)):
        return False
    probe = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        return subprocess.run([str(PYTHON), "-c", probe], capture_output=True).returncode == 0
    except OSError:
        return False


def make_venv():
    """Make an empty `.venv`, or say what to install so that Python can."""
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            "Python could not make a virtual environment. On Debian and Ubuntu that needs one more package: "
            "sudo apt install python3-venv. What Python said:\n" + (made.stdout + made.stderr).strip()
        )


def install():
    """Install the lock and kit with pip, showing on one line how far it is."""
    total = len(re.findall(r"^\w", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M))
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    wanted = ["install", "--progress-bar=off", "-r", "requirements.lock", "-e", "."]
    live, seen, tail = sys.stdout.isatty(), 0, []
    with subprocess.Popen(
        [*pip, *wanted],
        cwd=str(ROOT),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout:
            tail = [*tail[-30:], line]
            found = re.match(r"(?:Collecting|Processing|Ignoring|Requirement already satisfied:) (\S+)", line)
            seen = min(seen + bool(found), total)
            name = re.split("[-=:;<>]", Path(found.group(1)).name)[0] if found else ""
            doing = name or ("unpacking" if line.startswith("Installing") else "")
            if live and doing:
                print(f"\r\033[K  {seen} of {total} packages: {doing}", end="", flush=True)
    if live:
        print("\r\033[K", end="")
    if process.returncode:
        sys.exit(
            "".join(tail)
            + "\npip could not install the packages; its last words are above. Is there a network? "
            "Then run the same command again: what was downloaded is kept."
        )


def main():
    """Bring `.venv` up to date; quick when it is."""
    if sys.version_info < OLDEST:
        version = ".".join(map(str, sys.version_info[:2]))
        sys.exit(
            f"kit needs Python 3.11 or newer; {sys.executable} is {version}. "
            "Install a newer one, then say which: make start PYTHON=python3.12"
        )
    started = time.time()
    fresh = not usable()
    if fresh:
        print(
            "Making .venv and installing the locked packages into it. The first time takes a minute or two."
        )
        make_venv()
    else:
        print("Bringing .venv in step with the lock.")
    STAMP.unlink(missing_ok=True)
    install()
    STAMP.write_text(str(ROOT), encoding="utf-8")
    print(f"Installed in {time.time() - started:.0f} s.")


if __name__ == "__main__":
    main()
