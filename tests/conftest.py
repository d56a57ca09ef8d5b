"""What holds for every test: no key, no paid call, no network beyond this machine, one engine, own progress.

The environment is set when this file is read, so that notebooks' kernels and child processes inherit it.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_OURS_TO_KEEP = {"KIT_LOCAL_URL", "KIT_EMBED_URL", "KIT_CACHE", "KIT_SIZE", "KIT_CHROMIUM", "KIT_THREADS"}
_KEY = re.compile(r"(OPENAI|ANTHROPIC)_.*|.*_API_KEY|.*_AUTH_TOKEN")

for _name in list(os.environ):
    if _KEY.fullmatch(_name) or (_name.startswith("KIT_") and _name not in _OURS_TO_KEEP):
        del os.environ[_name]
os.environ["KIT_NO_PAID"] = "1"
os.environ.setdefault("KIT_SIZE", "quick")
os.environ["KIT_HOME"] = tempfile.mkdtemp(prefix="kit-tests-")
os.environ["MPLBACKEND"] = os.environ.get("MPLBACKEND", "agg")

_LOOPBACK = re.compile(r"127(\.\d+){3}|::1|0\.0\.0\.0|::|localhost|")
_network_allowed = False


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse, before a packet leaves, to look up or to connect to another machine."""
    if _network_allowed or event not in ("socket.connect", "socket.getaddrinfo"):
        return
    where = arguments[1] if event == "socket.connect" else arguments[:1]
    host = where[0] if isinstance(where, tuple) else None  # a path is a socket on this machine
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is not None and not _LOOPBACK.fullmatch(host):
        raise PermissionError(f"A test tried to reach {host}. Tests stay on this machine.")


sys.addaudithook(_guard)


def pytest_configure(config: pytest.Config) -> None:
    """Name the marks."""
    config.addinivalue_line("markers", "network: may reach the package index (nothing else does)")
    config.addinivalue_line("markers", "slow: takes many seconds; still part of `make test`")
    config.addinivalue_line(
        "markers", "long: repeats in full what `make test` does in part; `make test-long`"
    )


def group(nodeid: str) -> str:
    """What stays in one process, in order: a file's tests, a notebook's cells, an exercise's kept answers."""
    path, _, rest = nodeid.partition("::")
    exercise = re.search(r"\[(\d\d_\w+)", rest) if path.endswith("test_answers.py") else None
    return f"{path}[{exercise[1]}]" if exercise else path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out whole groups, in order: with pytest 9.2, xdist's own loadgroup silently finds none (#1386)."""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group(nodeid)

    config.option.loadscopereorder = False
    return Groups(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the groups that wait for the engine (notebooks) evenly among those that compute.

    So neither the engine nor the cores are idle for long: lessons, which ask it much, take turns with
    solutions, which ask it little. The browser goes first, since it takes longest, and rooms whose tests
    start programs go before those that only compute: short files are left for the end, where nobody should
    wait for anybody.
    """
    groups = list(dict.fromkeys(group(item.nodeid) for item in items))
    notebooks = sorted((name for name in groups if name.endswith(".ipynb")), key=lambda name: Path(name).name)
    answers = [name for name in groups if name.startswith("tests/answers/")]
    files = [name for name in groups if name not in {*notebooks, *answers}]
    programs = tuple(f"tests/{room}/" for room in ("ui", "ship", "setup", "learn", "teach"))
    files.sort(key=lambda name: not name.startswith(programs))
    place = {}
    for names, until in ((notebooks, 0.85), (answers, 0.85), (files, 1.0)):
        place |= {name: until * at / len(names) for at, name in enumerate(names)}
    place["tests/ui/test_browser.py"] = -1.0
    items.sort(key=lambda item: place[group(item.nodeid)])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Cells of notebooks run in kernels forked from a warm parent, one parent a process."""
    name = "JUPYTER_DEFAULT_PROVISIONER_NAME"
    if "nbval" in type(item).__module__:
        os.environ[name] = "kit-warm"
    try:
        return (yield)
    finally:
        os.environ.pop(name, None)


@pytest.fixture(autouse=True)
def _network_only_where_marked(request: pytest.FixtureRequest) -> Iterator[None]:
    global _network_allowed
    _network_allowed = request.node.get_closest_marker("network") is not None
    yield
    _network_allowed = False


@pytest.fixture(scope="session")
def engine_url() -> str:
    """Address of the one engine that all tests share, without `/v1`.

    `make test` starts it and names it in KIT_LOCAL_URL. A lone `pytest` starts one in this process; several
    processes must share one, so they ask for `kit serve`.
    """
    address = os.environ.get("KIT_LOCAL_URL")
    if address:
        return address
    if "PYTEST_XDIST_WORKER" in os.environ:
        pytest.fail(
            "Several test processes need one shared engine: `make unit`, or `kit serve -- pytest -n 2`."
        )
    from kit.models.engine import engine

    os.environ["KIT_LOCAL_URL"] = engine().address
    return os.environ["KIT_LOCAL_URL"]


@pytest.fixture(scope="session")
def repo() -> Path:
    """The folder of the clone."""
    return Path(__file__).resolve().parent.parent
