"""A solution notebook, read: its cells by kind, its checks, hints and answers, and the stubs made of them.

Everything that builds or grades an exercise starts from a `Sheet`. Nothing here is run: names are found by
reading the code's syntax tree. docs/authoring.md says how a solution notebook is written.
"""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from kit.learn import course
from kit.learn.course import CourseError
from kit.learn.say import Home

BEGIN, END, STUB = "# BEGIN ANSWER", "# END ANSWER", "# STUB: "
_KINDS = {"given": "given", "parameters": "given", "answer": "answer", "check": "check", "hints": "hints"}


@dataclass(frozen=True)
class Cell:
    """One cell: `kind` is given, answer, check, hints, plain (other code) or text (other markdown)."""

    id: str
    kind: str
    source: str
    raw: dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A solution notebook's cells, in order. Made by `read` or `parse`."""

    slug: str
    cells: tuple[Cell, ...]

    @cached_property
    def checks(self) -> dict[str, float]:
        """Points of each check, in order."""
        return dict(_check_of(c) for c in self.cells if c.kind == "check")

    @cached_property
    def answers(self) -> dict[str, str]:
        """The reference: source of each answer cell, by id."""
        return {c.id: c.source for c in self.cells if c.kind == "answer"}

    @cached_property
    def stubs(self) -> dict[str, str]:
        """The answer cells as a learner gets them, by id."""
        return {cell_id: stub_of(cell_id, source) for cell_id, source in self.answers.items()}

    @cached_property
    def homes(self) -> dict[str, str]:
        """The answer cell that binds each name the learner is to write."""
        return {n: cell_id for cell_id, source in self.answers.items() for n in sorted(bound_names(source))}

    @cached_property
    def hints(self) -> dict[str, list[str]]:
        """Hints of each check, graduated."""
        cells = [c for c in self.cells if c.kind == "hints"]
        return {c.id.removeprefix("hints-"): _hints_in(c.source) for c in cells}


def read(path: Path) -> Sheet:
    """Read a solution notebook.

    Raises:
        CourseError: not a notebook, or one that breaks the rules of docs/authoring.md; says which.
    """
    return parse(course.notebook_json(path), path.stem)


def parse(notebook: dict[str, Any], slug: str) -> Sheet:
    """The sheet of a notebook given as JSON data; raises like `read`."""
    cells = tuple(_cell(raw, slug) for raw in notebook["cells"])
    sheet = Sheet(slug, cells)
    ids = [c.id for c in cells]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise CourseError(f"{slug}: the cell id {twice[0]!r} occurs twice; ids must differ.")
    given = {n for c in cells if c.kind == "given" for n in bound_names(c.source)}
    for name, cell_id in sheet.homes.items():
        if name in given and not _is_import(name, sheet.answers[cell_id]):
            raise CourseError(f"{slug}: {name!r} is bound in a given cell and in {cell_id}; use two names.")
    for cell in cells:
        hidden = bound_names(cell.source, imports=False) & set(sheet.homes) if cell.kind == "check" else set()
        if hidden:
            raise CourseError(f"{slug}: {cell.id} binds {min(hidden)!r}, which the learner writes.")
    if len(sheet.checks) < sum(c.kind == "check" for c in cells):
        raise CourseError(f"{slug}: two check cells make the same check; each needs its own name.")
    _ = sheet.stubs
    return sheet


def _cell(raw: dict[str, Any], slug: str) -> Cell:
    source = "".join(raw.get("source", ""))
    tags = raw.get("metadata", {}).get("tags", [])
    kind = next((_KINDS[t] for t in tags if t in _KINDS), "plain" if raw["cell_type"] == "code" else "text")
    cell_id = raw.get("id") or ""
    prefix = f"{kind}-"
    if kind in ("answer", "check", "hints") and not cell_id.startswith(prefix):
        raise CourseError(f"{slug}: the {kind} cell {cell_id!r} needs an id of the form {prefix}NAME.")
    if not cell_id:
        raise CourseError(f"{slug}: a cell has no id (starts {source[:40]!r}); save it as nbformat 4.5.")
    return Cell(cell_id, kind, source, raw)


def _check_of(cell: Cell) -> tuple[str, float]:
    wanted = cell.id.removeprefix("check-")
    for node in ast.walk(tree_of(cell.source)):
        call = node.context_expr if isinstance(node, ast.withitem) else None
        if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
            if call.args[0].value != wanted:
                continue
            more = {k.arg: k.value for k in call.keywords}
            worth = more.get("points") or (call.args[1] if len(call.args) > 1 else ast.Constant(1))
            return wanted, float(ast.literal_eval(worth))
    raise CourseError(f"Cell {cell.id} needs `with check({wanted!r}) as c:` in it.")


def stub_of(cell_id: str, source: str) -> str:
    """An answer cell with its regions replaced by stubs, under a comment that names the cell.

    Raises:
        CourseError: no region, or one that does not end.
    """
    lines, stub = source.split("\n"), [f"# {cell_id}"]
    region: list[str] | None = None
    indent = ""
    for line in lines:
        if line.strip() == BEGIN and region is None:
            indent, region = line[: len(line) - len(line.lstrip())], []
        elif line.strip() == END and region is not None:
            stub += [indent + s for s in _stub_lines(region, indent, "\n".join(stub))]
            region = None
        elif region is not None:
            region.append(line)
        else:
            stub.append(line)
    if region is not None or stub[1:] == lines:
        raise CourseError(f"Cell {cell_id} needs `{BEGIN}` and `{END}` around the answer.")
    return "\n".join(stub).rstrip("\n")


def _stub_lines(region: list[str], indent: str, before: str) -> list[str]:
    given = [line.strip()[len(STUB) - 1 :][1:] for line in region if line.strip().startswith(STUB.strip())]
    if given:
        return given
    if not indent:
        body = "\n".join(region)
        return [f"{name} = ..." for name in _in_order(bound_names(body, imports=False), body)] or ["..."]
    owners = re.findall(r"^\s*(?:async )?(?:def|class) (\w+)", before, re.M)
    name = owners[-1] if owners else "this"
    return [f'raise NotImplementedError("{name}: write your answer here, in place of this line")']


def _in_order(names: Collection[str], body: str) -> list[str]:
    return sorted(names, key=lambda n: body.find(n))


def _hints_in(source: str) -> list[str]:
    parts = re.findall(r"<details[^>]*>\s*<summary>.*?</summary>(.*?)</details>", source, re.S)
    return [part.strip() for part in parts]


def tree_of(source: str) -> ast.Module:
    """The syntax tree of a cell; magics and shell lines count as `pass`, wrong syntax as an empty cell."""
    code = re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.M)
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])


@lru_cache(maxsize=512)
def bound_names(source: str, imports: bool = True) -> frozenset[str]:
    """Names that a cell binds at its top level."""
    names: set[str] = set()
    todo: list[ast.AST] = [tree_of(source)]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            continue
        if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom) and imports:
            names |= {(a.asname or a.name).split(".")[0] for a in node.names}
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        if isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
        todo += ast.iter_child_nodes(node)
    return frozenset(names)


def used_names(source: str) -> frozenset[str]:
    """Names that a cell reads, anywhere in it."""
    nodes = ast.walk(tree_of(source))
    return frozenset(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))


@lru_cache(maxsize=512)
def read_names(source: str) -> frozenset[str]:
    """Names a cell reads that are not local to a function of its own."""
    lines = [line for line in source.splitlines() if not line.lstrip().startswith(("%", "!"))]
    try:
        todo = [symtable.symtable("\n".join(lines), "<cell>", "exec")]
    except (SyntaxError, ValueError, RecursionError):
        return used_names(source)
    names: set[str] = set()
    while todo:
        table = todo.pop()
        top = table.get_type() == "module"
        names |= {s.get_name() for s in table.get_symbols() if s.is_referenced() and (top or s.is_global())}
        todo += table.get_children()
    return frozenset(names)


def _is_import(name: str, source: str) -> bool:
    return name not in bound_names(source, imports=False)


def home_in_course(slug: str, name: str) -> Home:
    """Where the learner writes `name`, if the course is around the notebook; an empty `Home` otherwise."""
    try:
        return Home(read(course.root() / "solutions" / f"{slug}.ipynb").homes.get(name, ""))
    except (CourseError, OSError):
        return Home()
