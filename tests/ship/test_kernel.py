"""A warm kernel behaves as a stock one, starts sooner, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import psutil
import pytest
from books import book

from kit.ship import kernel, records
from kit.ship.run import executed, run

pytestmark = pytest.mark.skipif(not kernel.CAN_FORK, reason="this system does not fork; stock kernels start")


LIGHT = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger")


@pytest.fixture(autouse=True)
def _a_light_parent(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The parent imports the kernel alone, unless a test is about what it imports; tests share one."""
    if "everything" not in request.fixturenames:
        monkeypatch.setattr(kernel, "IMPORTS", LIGHT)


@pytest.fixture
def everything() -> None:
    """The parent imports all that it does for users."""
    kernel.cool()


@pytest.fixture(scope="module", autouse=True)
def _no_parent_is_left() -> Iterator[None]:
    yield
    kernel.cool()


def go(tmp_path: Path, *cells: str, warm: bool = True, **values: Any) -> tuple[dict[str, Any], str]:
    """Run cells in a kernel; what they recorded, and the error."""
    path = book(tmp_path / "a.ipynb", "import kit", *cells)
    text, error, _ = executed(path.read_text("utf-8"), values, tmp_path, None, warm)
    (tmp_path / "done.ipynb").write_text(text, "utf-8")
    return records(tmp_path / "done.ipynb"), error


def until(true: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Wait for something to come true."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


WHO = "import os, sys\nkit.record(pid=os.getpid(), parent=os.getppid(), loaded='anthropic' in sys.modules)"


def test_the_provisioner_is_registered_and_python3_stays_the_stock_kernel() -> None:
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.provisioning.factory import KernelProvisionerFactory

    assert [e.name for e in entry_points(group=kernel.GROUP) if e.name == kernel.NAME] == [kernel.NAME]
    factory = KernelProvisionerFactory()
    spec = KernelSpecManager().get_kernel_spec("python3")
    assert "kernel_provisioner" not in spec.metadata
    assert factory.default_provisioner_name == "local-provisioner"


@pytest.mark.usefixtures("everything")
def test_a_warm_kernel_is_a_fork_with_everything_loaded_and_ends_with_its_run(tmp_path: Path) -> None:
    found, error = go(tmp_path, WHO)
    assert error == ""
    assert kernel._parent is not None
    assert found["parent"] == kernel._parent.pid
    assert found["loaded"] is True
    assert until(lambda: not psutil.pid_exists(found["pid"]))


@pytest.mark.usefixtures("everything")
def test_a_notebook_has_the_outputs_that_a_stock_kernel_gives_it(tmp_path: Path) -> None:
    cells = (
        "import sys; sys.argv = []; __name__, __builtins__ is not None, sys.path[0], sys.flags.safe_path",
        "import matplotlib.pyplot as plt\nplt.plot([1, k]);",
        'import subprocess; print(subprocess.getoutput("echo 5"))',
        "import os; os.system('echo out'); print('to', 'stderr', file=sys.stderr)",
        "%matplotlib inline\nplt.plot([1, 2]); plt.show(); os.getcwd()",
        "def f(): return 1 / 0\nf()",
    )
    shown = []
    for warm in (True, False):
        go(tmp_path, *cells, warm=warm, k=3)
        kernel.cool()
        outputs = [
            cell["outputs"]
            for cell in json.loads((tmp_path / "done.ipynb").read_text("utf-8"))["cells"][1:]
            if cell["cell_type"] == "code"
        ]
        shown.append([_seen(out) for cell in outputs for out in cell])
    assert shown[0] == shown[1]
    assert any("image/png" in out for out in shown[0])


def _seen(out: dict[str, Any]) -> list[str]:
    return [out["output_type"], *out.get("data", {}), str(out.get("text", out.get("ename", "")))]


def test_forks_do_not_throw_the_same_dice(tmp_path: Path) -> None:
    cell = "import random, numpy\nkit.record(dice=[random.random(), float(numpy.random.random())])"
    first, second = (go(tmp_path, cell)[0]["dice"] for _ in range(2))
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_a_kernel_has_the_environment_of_now_and_leaves_nothing_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel.warm()
    monkeypatch.setenv("PLANTED", "now")
    look = (
        "import os, json, builtins\nkit.record(env=os.environ.get('PLANTED'), source=os.getenv('KIT_SOURCE'))"
    )
    leave = "builtins.left = os.environ['LEFT'] = 'x'\njson.left = 1"
    assert go(tmp_path, look, leave) == ({"env": "now", "source": None}, "")
    monkeypatch.delenv("PLANTED")
    again = "kit.record(left=hasattr(builtins, 'left') or hasattr(json, 'left') or 'LEFT' in os.environ)"
    assert go(tmp_path, look, again) == ({"env": None, "source": None, "left": False}, "")


def test_after_its_parent_was_killed_the_running_kernel_goes_on_and_the_next_one_starts(
    tmp_path: Path,
) -> None:
    kernel.warm()
    assert kernel._parent is not None
    killed = kernel._parent.pid
    end_parent = f"import os, signal\nos.kill({killed}, signal.SIGKILL)"
    found, error = go(tmp_path, end_parent, "import time; time.sleep(0.5)", "kit.record(lived=True)")
    assert (found, error) == ({"lived": True}, "")
    found, error = go(tmp_path, WHO)
    assert error == ""
    assert found["parent"] != killed


def test_where_no_fork_can_be_had_a_stock_kernel_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel.cool()
    monkeypatch.setattr(kernel, "CAN_FORK", False)
    found, error = go(tmp_path, WHO)
    assert error == ""
    assert found["parent"] == os.getpid()


def test_a_kernel_that_dies_is_an_error_that_says_so_and_the_notebook_is_kept(tmp_path: Path) -> None:
    found, error = go(tmp_path, "kit.record(before=1)", "import os; os._exit(7)", "kit.record(after=1)")
    assert found == {"before": 1}
    assert "died" in error.lower()


def test_a_cell_can_be_interrupted_and_its_notebook_is_kept(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        begun = tmp_path / "begun"
        cell = f"open({str(begun)!r}, 'w').close()\nimport time; time.sleep(60)"
        future = pool.submit(go, tmp_path, "kit.record(before=1)", cell)
        assert until(begun.exists, 60)
        kernel.interrupt()
        found, error = future.result(30)
    assert found == {"before": 1}
    assert "KeyboardInterrupt" in error


def test_who_runs_notebooks_is_killed_and_neither_parent_nor_kernel_is_left(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    told = "f'{os.getpid()} {os.getppid()}'"
    cell = f"import os, time\nopen({str(pids)!r}, 'w').write({told})\ntime.sleep(60)"
    path = book(tmp_path / "a.ipynb", cell)
    code = (
        "import sys\nfrom pathlib import Path\nfrom kit.ship import kernel\nfrom kit.ship.run import *\n"
        f"kernel.IMPORTS = {LIGHT}; executed(Path(sys.argv[1]).read_text(), {{}}, Path('.'), None, True)"
    )
    runner = subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=tmp_path)
    try:
        assert until(lambda: pids.exists() and len(pids.read_text().split()) == 2, 60)
    finally:
        runner.send_signal(signal.SIGKILL)
        runner.wait()
    mine, parent = map(int, pids.read_text().split())
    assert until(lambda: not psutil.pid_exists(mine) and not psutil.pid_exists(parent))


def test_a_run_uses_the_warm_parent_that_is_there(tmp_path: Path) -> None:
    kernel.warm()
    path = book(tmp_path / "a.ipynb", "import kit", WHO)
    found = run(path, out=tmp_path / "o.ipynb", progress=False).records
    assert kernel._parent is not None
    assert found["parent"] == kernel._parent.pid
