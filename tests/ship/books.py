"""Small notebooks to run, written to a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PARAMETERS = "model = 'small'\nk = 1\nSEED = 7\nfast = False"


def book(path: Path, *cells: str, parameters: str | None = PARAMETERS) -> Path:
    """Write a notebook of these code cells, after a `parameters` cell unless that is None."""
    tagged = [] if parameters is None else [_cell(parameters, ["parameters"])]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    data = {"cells": [*tagged, *map(_cell, cells)], "metadata": {"kernelspec": kernel}}
    path.write_text(json.dumps({**data, "nbformat": 4, "nbformat_minor": 4}), "utf-8")
    return path


def _cell(source: str, tags: list[str] | None = None) -> dict[str, Any]:
    code = {"cell_type": "code", "execution_count": None, "outputs": [], "source": source}
    return {**code, "metadata": {"tags": tags or []}}
