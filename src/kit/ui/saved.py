"""Keep widget state out of saved notebooks: it is large, may be private, and breaks them on code hosts."""

from __future__ import annotations

from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"


def strip_widget_state(notebook: Any) -> int:
    """Remove widget state and live views from a notebook, in place; the static twins stay.

    Args:
        notebook: a version 4 notebook: nbformat's NotebookNode or the plain dict. Run it before saving
            a lesson's outputs; with nbclient also pass `store_widget_state=False`.
    Returns:
        How many views and states were removed.
    """
    removed = int(notebook["metadata"].pop("widgets", None) is not None)
    for cell in notebook["cells"]:
        kept = []
        for output in cell.get("outputs", []):
            live = output.get("data", {}).pop(VIEW, None) is not None
            removed += live
            if not live or "text/html" in output["data"]:
                kept.append(output)
        if "outputs" in cell:
            cell["outputs"] = kept
    return removed
