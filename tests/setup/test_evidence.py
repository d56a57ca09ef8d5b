"""`tools/evidence.py` fills its table with the kit's own parts, and goes on where it stopped."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REFUSED = """import sys
sys.path.insert(0, sys.argv.pop(1))
import evidence
from kit import answering, simulated
with answering(simulated.Script([simulated.Fault("wrong_shape")])):
    evidence.main()
"""
SECTIONS = ["sentiment", "intent", "extraction", "judge"]
TAUGHT = (
    "schema|log-probabilities|contextual calibration|batch calibration|4 examples|the examples turned round"
    "|examples, batch calibrated|vote of 5|weighted vote|retry, error shown|validated"
    "|abstains if not in the text|repaired, up to 3 calls|judge, both orders agree|keyword rule, no model"
)


def _evidence(place: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools" / "evidence.py"), "--quick", *words]
    command += ["--store", str(place / "answers.sqlite")]
    chosen = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, text=True, env=chosen, timeout=300, cwd=place)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evidence")


@pytest.fixture(scope="module")
def page(place: Path) -> str:
    """The whole table, a few cases each, with a simulated model that knows nothing."""
    done = _evidence(place, "--out", str(place / "page.md"), KIT_SOURCE="simulated")
    assert done.returncode == 0, done.stderr
    return (place / "page.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("technique", TAUGHT.split("|"))
def test_each_technique_taught_has_a_row_with_rates_difference_verdict_and_cost(
    page: str, technique: str
) -> None:
    share, gain = r"\d\.\d\d \[\d\.\d\d, \d\.\d\d\]", r"[+-]\d\.\d\d \[[+-]\d\.\d\d, [+-]\d\.\d\d\]"
    row = rf"^\| {re.escape(technique)} \| [^|]+ \| [^|]+ \| \d+ \| {share} \| {share} \| {gain} \| "
    row += r"(\*\*better\*\*|\*\*worse\*\*|inconclusive) \| \d+\.\d \| \d+ \|$"
    assert re.search(row, page, re.MULTILINE)


def test_the_page_says_when_and_how_it_was_made_and_names_no_machine(page: str, place: Path) -> None:
    assert re.search(r"20\d\d-\d\d-\d\d, seed \d+, model ", page)
    assert page.count("\n## ") == len(SECTIONS)
    assert [word for word in (str(place), str(ROOT), str(Path.home()), "http") if word in page] == []


def test_what_was_answered_is_not_asked_again(page: str, place: Path) -> None:
    """Where every call would fail, the kept answers still fill two of the tables."""
    (place / "run.py").write_text(REFUSED, encoding="utf-8")
    words = [
        str(ROOT / "tools"),
        "--quick",
        "--store",
        str(place / "answers.sqlite"),
        "--only",
        *SECTIONS[2:],
    ]
    done = subprocess.run(
        [sys.executable, str(place / "run.py"), *words], capture_output=True, text=True, timeout=300,
        env={**os.environ, "KIT_SOURCE": "simulated"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = [row for row in done.stdout.splitlines() if row.startswith("| ")]
    assert len(rows) > 10
    assert [row for row in rows if row not in page.splitlines()] == []


@pytest.mark.slow
def test_a_slice_of_it_runs_on_the_live_model(tmp_path: Path, engine_url: str) -> None:
    done = _evidence(tmp_path, "--only", "judge", KIT_LOCAL_URL=engine_url)
    assert done.returncode == 0, done.stderr
    assert "| judge, both orders agree | judge, as shown | right |" in done.stdout
