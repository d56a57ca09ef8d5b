"""A notebook with widgets, run as a real one: its twin stays, its widget state goes."""

from __future__ import annotations

import json

import nbformat
from nbclient import NotebookClient

from kit.ui import strip_widget_state

CODE = """
from kit import playground, use
use("simulated")
playground("Name a colour.", n=7)
"""


def test_a_saved_notebook_keeps_the_answers_and_no_widget_state() -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE)])
    NotebookClient(notebook, timeout=60).execute()
    assert "widget-view" in json.dumps(notebook)
    assert "widgets" in notebook.metadata

    assert strip_widget_state(notebook) == 2  # the state, and one view
    left = json.dumps(notebook)
    assert "widget" not in left
    assert "n=7 answers" in left
    assert "Name a colour." in left
    nbformat.validate(notebook)
    assert strip_widget_state(notebook) == 0
