"""A notebook with widgets, run as a real one: its twin stays, its widget state goes."""

from __future__ import annotations

import json

import nbformat
from nbclient import NotebookClient

from kit.ui import strip_widget_state

CODE = """
from kit import Case, compare, evaluate, playground, read_cases, review, use
from kit.build import Queue
use("simulated")
cases = [Case("one", "yes"), Case("two", "no")]
display(playground("Name a colour.", n=7))
display(compare(["Yes or no?", "No or yes?"], cases))
display(read_cases(evaluate(lambda text: "perhaps", cases, name="to read")))
queue = Queue()
for sure in (0.2, 0.4):
    queue.add("Where is my parcel?", "On its way.", sure)
page = review(queue)
page.approve()
display(page)
"""


def test_a_saved_notebook_keeps_the_answers_and_no_widget_state() -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE)])
    NotebookClient(notebook, timeout=60).execute()
    assert "widget-view" in json.dumps(notebook)
    assert "widgets" in notebook.metadata

    assert strip_widget_state(notebook) == 5  # the state, and four views
    left = json.dumps(notebook)
    assert "widget" not in left
    assert "n=7 answers" in left
    assert "Name a colour." in left
    assert "No or yes?" in left
    assert "against A" in left
    assert "to read: 2 answers, none labelled by hand yet" in left
    assert "1 of 2 decided" in left
    assert "Where is my parcel?" in left
    nbformat.validate(notebook)
    assert strip_widget_state(notebook) == 0
