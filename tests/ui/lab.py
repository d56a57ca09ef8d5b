"""A real JupyterLab for a test, with its own settings and folder, on this machine only; and a browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM_ARGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
QUIET = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
        "fetchNews": "false", "checkForUpdates": False,
    },
    "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings": {"autosave": False},
}  # fmt: skip
THEME = "@jupyterlab/apputils-extension/themes.jupyterlab-settings"


def chromium() -> str | None:
    """The browser to drive: KIT_CHROMIUM, or the one on the path."""
    return os.environ.get("KIT_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


@contextmanager
def jupyterlab(home: Path, notebooks: Path, theme: str = "JupyterLab Light", **env: str) -> Iterator[str]:
    """Serve `notebooks` with a JupyterLab that keeps everything of its own in `home`; yields its address."""
    settings = home / "settings"
    for name, value in {**QUIET, THEME: {"theme": theme}}.items():
        (settings / name).parent.mkdir(parents=True, exist_ok=True)
        (settings / name).write_text(json.dumps(value))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        "JUPYTER_CONFIG_DIR": home / "config", "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime", "JUPYTERLAB_SETTINGS_DIR": settings,
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces", "IPYTHONDIR": home / "ipython",
    }  # fmt: skip
    server = subprocess.Popen(
        [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.port={port}",
            "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0", "--IdentityProvider.token=",
            f"--ServerApp.root_dir={notebooks}", "--LabApp.extension_manager=readonly",
            "--ServerApp.disable_check_xsrf=True",  # so that a test may restart a kernel
        ],
        env={**os.environ, **{name: str(path) for name, path in own.items()}, **env},
        stdout=(home / "jupyterlab.log").open("w"),
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api/status", server, home / "jupyterlab.log")
        yield address
    finally:
        _shut_kernels(address)
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


def _shut_kernels(address: str) -> None:
    try:
        for kernel in _kernels(address):
            gone = urllib.request.Request(f"{address}/api/kernels/{kernel}", method="DELETE")
            urllib.request.urlopen(gone, timeout=10).close()
    except OSError:
        return


def restart_kernels(address: str) -> None:
    """End every kernel and start it anew, as a crash and a restart would."""
    for kernel in _kernels(address):
        again = urllib.request.Request(f"{address}/api/kernels/{kernel}/restart", method="POST")
        urllib.request.urlopen(again, timeout=30).close()


def _kernels(address: str) -> list[str]:
    with urllib.request.urlopen(f"{address}/api/kernels", timeout=5) as answer:
        return [kernel["id"] for kernel in json.load(answer)]


@contextmanager
def page_of(address: str, notebook: str, width: int = 1280, height: int = 1400) -> Iterator[Any]:
    """A browser page with the notebook open and its kernel idle."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(f"{address}/lab/tree/{notebook}?reset", wait_until="domcontentloaded")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=90_000)
        if page.locator(".jp-SideBar .lm-mod-current[title^='File Browser']").count():
            page.keyboard.press("Control+b")  # the file browser takes a third of the width
        _idle(page)
        try:
            yield page
        finally:
            browser.close()


def _idle(page: Any, seconds: float = 90) -> None:
    page.locator("#jp-main-statusbar").get_by_text(re.compile(r"\| Idle")).wait_for(timeout=seconds * 1000)


def run_all(page: Any, file: Path, seconds: float) -> dict[str, Any]:
    """Choose Run > Run All Cells, wait for the end, save, and return the notebook as saved."""
    page.get_by_role("menuitem", name=re.compile(r"^Run$")).first.click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page.wait_for_timeout(1000)
        _idle(page, max(1.0, end - time.monotonic()))
        notebook = save(page, file)
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and cell["source"]]
        failed = any(out["output_type"] == "error" for cell in code for out in cell["outputs"])
        if failed or all(cell["execution_count"] for cell in code):
            return notebook
    raise AssertionError(f"The notebook was still running after {seconds:g} s.")


def save(page: Any, file: Path) -> dict[str, Any]:
    """Save with the menu's shortcut and read what reached the disk, when all of it has."""
    before = file.stat().st_mtime_ns
    page.locator(".jp-Notebook").first.press("Control+s")
    for _ in range(50):
        page.wait_for_timeout(100)
        if file.stat().st_mtime_ns != before:
            try:
                return json.loads(file.read_text(encoding="utf-8"))
            except ValueError:
                continue  # half written
    return json.loads(file.read_text(encoding="utf-8"))
