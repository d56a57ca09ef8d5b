"""`kit doctor` tells the truth about a set-up, says the command that mends it, and shows no part of a key."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "sk-planted-9f8e7d6c5b4a39281706"


def _doctor(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The real command in its own process."""
    chosen = {**os.environ, **environment}
    command = [sys.executable, "-m", "kit", "doctor", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=chosen, cwd=ROOT, timeout=120)


def _findings(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, str]]:
    return {finding["part"]: finding for finding in json.loads(done.stdout)["findings"]}


def test_a_finished_setup_is_healthy(engine_url: str) -> None:
    done = _doctor(KIT_LOCAL_URL=engine_url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All that the lessons need is here." in done.stdout


def test_json_says_the_same(engine_url: str) -> None:
    done = _doctor("--json", KIT_LOCAL_URL=engine_url)
    report = json.loads(done.stdout)
    assert report["healthy"] is True
    assert {"python", "packages", "assets", "local model", "jupyter"} <= set(_findings(done))


def test_every_source_is_named_with_what_it_lacks(engine_url: str) -> None:
    found = _findings(_doctor("--json", KIT_LOCAL_URL=engine_url, KIT_NO_PAID="0"))
    assert found["source local"]["level"] == "ok"
    assert found["source simulated"]["level"] == "ok"
    assert "OPENAI_API_KEY" in found["source openai"]["says"]
    assert "ANTHROPIC_API_KEY" in found["source anthropic"]["says"]
    assert "KIT_BASE_URL" in found["source compatible"]["says"]


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_key_is_found_and_no_part_of_it_is_shown(engine_url: str, form: list[str]) -> None:
    done = _doctor(
        *form,
        OPENAI_API_KEY=KEY,
        ANTHROPIC_API_KEY=KEY,
        KIT_API_KEY=KEY,
        KIT_NO_PAID="0",
        KIT_LOCAL_URL=engine_url,
    )
    assert "key found" in done.stdout
    said = done.stdout + done.stderr
    assert not [KEY[i : i + 6] for i in range(3, len(KEY) - 6) if KEY[i : i + 6] in said]


def test_missing_assets_are_broken_and_the_command_to_fetch_them_is_said(tmp_path: Path) -> None:
    done = _doctor("--json", KIT_CACHE=str(tmp_path / "empty"), KIT_LOCAL_URL="")
    assert done.returncode == 1
    found = _findings(done)
    assert found["assets"]["level"] == "broken"
    assert found["assets"]["mend"].endswith("kit fetch")
    assert found["local model"]["level"] == "broken"
    assert not (tmp_path / "empty" / "assets").exists(), "a doctor looks, and fetches nothing"


def test_an_engine_that_does_not_answer_is_said_with_its_address() -> None:
    done = _doctor(KIT_LOCAL_URL="http://127.0.0.1:9")
    assert done.returncode == 1
    assert "http://127.0.0.1:9" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_package_off_the_lock_is_noted_and_a_missing_one_is_broken(tmp_path: Path, engine_url: str) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "requirements.lock").write_text("typer==0.0.1\n", encoding="utf-8")
    chosen = {"PYTHONPATH": str(tmp_path / "src"), "KIT_LOCAL_URL": engine_url}
    noted = _findings(_doctor("--json", **chosen))["packages"]
    assert noted["level"] == "note"
    assert "typer" in noted["says"]
    assert "locked 0.0.1" in noted["says"]
    (tmp_path / "requirements.lock").write_text("no-such-package-anywhere==1.0\n", encoding="utf-8")
    missing = _findings(_doctor("--json", **chosen))["packages"]
    assert missing["level"] == "broken"
    assert missing["mend"].endswith("install -r requirements.lock -e .")
