"""Fixtures for the tests of checks and grading."""

from __future__ import annotations

from pathlib import Path

import pytest
import toy


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A toy course with its exercise built, as the current folder, with progress of its own."""
    from kit.learn.build import build

    monkeypatch.delenv("KIT_HOME", raising=False)
    monkeypatch.chdir(toy.course(tmp_path))
    build()
    return tmp_path
