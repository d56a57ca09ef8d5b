"""`kit serve`: prints where it is and ends cleanly, or runs a command beside the engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kit.models.serve import run

ADDRESSES = {"KIT_LOCAL_URL": "http://127.0.0.1:1", "KIT_EMBED_URL": "http://127.0.0.1:2"}

STARTS_ANOTHER = """
import subprocess, time
grandchild = subprocess.Popen(['sleep', '60'])
open({note!r}, 'w').write(str(grandchild.pid))
time.sleep(60)
"""


def test_a_command_gets_the_addresses_and_its_exit_code_is_kept(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    code = f"import os, sys; open({str(seen)!r}, 'w').write(os.environ['KIT_LOCAL_URL']); sys.exit(7)"
    assert run([sys.executable, "-c", code], ADDRESSES) == 7
    assert seen.read_text() == "http://127.0.0.1:1"


def test_a_command_that_is_not_there_is_one_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["no-such-command-here"], ADDRESSES) == 127
    assert capfd.readouterr().err == "Cannot run 'no-such-command-here': No such file or directory.\n"


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_signal_ends_the_command_and_all_it_started(tmp_path: Path) -> None:
    child = STARTS_ANOTHER.format(note=str(tmp_path / "pid"))
    code = f"run([sys.executable, '-c', {child!r}], {ADDRESSES})"
    code = f"import sys; from kit.models.serve import run; sys.exit({code})"
    process = subprocess.Popen([sys.executable, "-c", code])
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 128 + signal.SIGTERM
    grandchild = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 5
    while running(grandchild) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not running(grandchild)


def running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_serve_prints_where_it_is_and_ctrl_c_ends_it_cleanly() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kit", "serve"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(6)]
    process.send_signal(signal.SIGINT)
    rest, complaints = process.communicate(timeout=60)
    assert process.returncode == 0
    assert rest == "Stopped.\n"
    assert complaints == ""
    address = lines[0].split(" at ")[1].split(" ")[0]
    assert f"base_url={address}/v1" in lines[1]
    assert f"base_url={address}\n" in lines[2]
    assert f"export KIT_LOCAL_URL={address} KIT_EMBED_URL=http://127.0.0.1:" in lines[5]
