"""Each test chooses its own source; none leaves its choice to the next."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _no_source_chosen_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.models.sources._chosen", None)
