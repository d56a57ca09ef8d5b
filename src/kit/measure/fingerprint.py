"""Did the code that gave these answers change? A digest of a function that changes when its answers might.

It covers the function's own code, its defaults, what it closes over, and the plain values (a prompt, a list
of examples) and functions of the same module that it names. It cannot see files, clients' settings or the
inside of other packages: give such a change a name of its own. Comments and layout make no difference; a list
that the function itself grows does. joblib.Memory goes by the text of the function alone.
"""

from __future__ import annotations

import dis
import functools
import types
from collections.abc import Callable
from typing import Any

from kit.measure.cases import digest, plain
from kit.models.keys import is_secret

_SCALAR = (str, bool, int, float, type(None))
_SHORT, _FEW = 60, 40  # characters of a text (a longer one is a prompt), parts of a table
_PLAIN = (str, bytes, int, float, complex, type(None), type(Ellipsis))


def fingerprint(function: Callable[..., Any]) -> str:
    """Ten hex digits that stand for what `function` does, the same in every process of one Python version."""
    inner = function
    while isinstance(inner, functools.partial | types.MethodType):
        inner = inner.func if isinstance(inner, functools.partial) else inner.__func__
    package = getattr(inner, "__module__", None) or type(inner).__module__
    return digest(_value(function, package.partition(".")[0], ()))


def settings(function: Callable[..., Any]) -> dict[str, Any]:
    """Numbers, switches, short texts and small tables that a function goes by: globals it reads, by name.

    Functions of the same module that it calls are looked into, too. Left out are longer texts (prompts),
    keys, and tables whose name is no constant's: they may have grown with what passed through.

    Example:
        `settings(solve)` is {"K": 5, "ROOM": 32} where `solve` asks K times for answers of ROOM tokens.
    """
    found: dict[str, Any] = {}
    own = ""  # the module
    todo, seen = [function], set[int]()
    while todo:
        thing: Any = todo.pop()
        while isinstance(thing, functools.partial | types.MethodType | functools._lru_cache_wrapper):
            thing = next(getattr(thing, n) for n in ("func", "__func__", "__wrapped__") if hasattr(thing, n))
        if not isinstance(thing, types.FunctionType):  # an object that can be called
            thing = type(thing).__dict__.get("__call__")
        if not isinstance(thing, types.FunctionType) or id(thing) in seen:
            continue
        seen.add(id(thing))
        cells = (cell.cell_contents for cell in thing.__closure__ or () if cell != types.CellType())
        named = {n: thing.__globals__[n] for n in _globals(thing.__code__) if n in thing.__globals__}
        found |= {n: plain(v) for n, v in named.items() if is_setting(n, v) and not is_secret(n, v)}
        own = own or thing.__module__
        todo += [v for v in (*named.values(), *cells) if getattr(v, "__module__", None) == own]
    return dict(sorted(found.items()))


def is_setting(name: str, value: Any, deep: int = 4) -> bool:
    """Whether a value is a number, a switch or a short text, or NAME's small list or dict of such."""
    if isinstance(value, list | tuple | dict):
        parts = [*value, *value.values()] if isinstance(value, dict) else value
        few = deep and name.isupper() and len(value) <= _FEW
        return bool(few) and all(is_setting(name, part, deep - 1) for part in parts)
    return isinstance(value, _SCALAR) and len(str(value)) <= _SHORT


def _value(thing: Any, package: str, path: tuple[int, ...]) -> Any:
    """Something with a JSON form that differs where `thing` differs; of what is not the user's, the name."""
    if isinstance(thing, _PLAIN):
        return repr(thing)
    if id(thing) in path:
        return "again"

    def inside(part: Any) -> Any:
        return _value(part, package, (*path, id(thing)))

    match thing:
        case list() | tuple():
            return [inside(item) for item in thing]
        case set() | frozenset():
            return sorted(repr(inside(item)) for item in thing)
        case dict():
            return [[repr(key), inside(item)] for key, item in thing.items()]
        case functools._lru_cache_wrapper():
            return inside(thing.__wrapped__)
        case functools.partial():
            return [inside(part) for part in (thing.func, thing.args, thing.keywords)]
        case types.MethodType():
            return [inside(thing.__func__), inside(thing.__self__)]
        case types.CodeType():
            return [thing.co_code.hex(), thing.co_names, inside(thing.co_consts)]
        case types.CellType():
            return "empty" if thing == types.CellType() else inside(thing.cell_contents)
    kind = thing if isinstance(thing, type | types.FunctionType) else type(thing)
    name = f"{kind.__module__}.{kind.__qualname__}"
    if kind.__module__.partition(".")[0] != package:
        return name
    if isinstance(thing, types.FunctionType):
        around = {n: thing.__globals__[n] for n in _globals(thing.__code__) if n in thing.__globals__}
        parts = (thing.__code__, thing.__defaults__, thing.__kwdefaults__, thing.__closure__, around)
        return [inside(part) for part in parts]
    methods = {n: f for n, f in vars(kind).items() if isinstance(f, types.FunctionType)}
    return [name, inside(methods), "" if thing is kind else inside(getattr(thing, "__dict__", {}))]


def _globals(code: types.CodeType) -> list[str]:
    """Global names that the code, or code inside it, reads and does not write."""
    names: set[str] = set()
    written: set[str] = set()
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            names.add(step.argval)
        elif step.opname == "STORE_GLOBAL":
            written.add(step.argval)
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            names.update(_globals(const))
    return sorted(names - written)
