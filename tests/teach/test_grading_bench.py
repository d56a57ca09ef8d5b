"""The grading benchmark runs, in a small size, and finds what it exists to find."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_bench_runs_and_the_kit_judges_rightly_what_fools_a_plain_run(repo: Path) -> None:
    words = [sys.executable, str(repo / "benchmarks" / "grading.py"), "--quick"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in done.stdout.splitlines()]
    assert ["wrong, and its check deleted", "yes", "**fooled**"] in rows
    assert ["*every check*", "6 of 6", "3 of 6"] in rows
    assert len([row for row in rows if row[:1] == ["kit"]]) == 3, "times, growth, memory"
