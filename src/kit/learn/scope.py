"""A check cell gets a scope of its own, so that what it binds cannot hide a helper of the learner's.

A check may need a variable called `words`, and so may the learner. Cells of a notebook share their names, so
a check cell run as it stands would overwrite the learner's. Here it becomes the body of a function: what it
binds is local, what it only reads is the notebook's. The grader runs check cells the same way.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from typing import Any

NAME = "_check_cell"


def own_scope(tree: ast.Module) -> ast.Module:
    """The module's statements as one function, called once. Line numbers stay as they are."""
    if not tree.body:
        return tree
    shell = ast.parse(f"def {NAME}(): pass\n{NAME}()\ndel {NAME}")
    function = shell.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.body = tree.body
    return ast.fix_missing_locations(shell)


def is_check(tree: ast.Module, starts_one: Callable[[str], bool]) -> bool:
    """True if a statement is `with NAME(...)` for a name of which `starts_one` says that it starts checks."""
    calls = [item.context_expr for node in tree.body if isinstance(node, ast.With) for item in node.items]
    names = [c.func.id for c in calls if isinstance(c, ast.Call) and isinstance(c.func, ast.Name)]
    return any(starts_one(name) for name in names)


class OwnScope(ast.NodeTransformer):
    """IPython's door to it: rewrites a notebook's check cells before they run, and no other cell."""

    def __init__(self, starts_one: Callable[[str], bool]) -> None:
        self._starts_one = starts_one

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Give a check cell its own scope."""
        return own_scope(node) if is_check(node, self._starts_one) else node


def watch_notebook(shell: Any, kind: type) -> None:
    """Let `shell` (IPython's) run every `with NAME(...)` cell in its own scope, where NAME is a `kind`.

    A worker's shell says with `runs_checks = False` that no check ever runs in it.
    """
    if getattr(shell, "runs_checks", True) and not any(
        isinstance(found, OwnScope) for found in shell.ast_transformers
    ):
        shell.ast_transformers.append(OwnScope(lambda name: isinstance(shell.user_ns.get(name), kind)))


def name_in_check(target: Any) -> str:
    """What the check cell calls `target`: a global of the calling cell that is this very object."""
    path = getattr(type(target), "kit_path", None)
    if path:
        return str(path(target))
    frame = sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__") == "kit.learn.check":
        frame = frame.f_back
    names, own = frame.f_globals, getattr(target, "__name__", "")
    if own and names.get(own) is target:
        return str(own)
    found = [n for n in frame.f_code.co_names if n in names and names[n] is target]
    return found[0] if found else str(own) or "your value"
