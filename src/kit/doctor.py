"""`kit doctor`: what is here, which sources would answer, and the command that mends what is missing.

`examine()` looks at each part in turn and never raises: a part that is broken becomes a finding with its
way out. Nothing is fetched, installed or sent to a vendor, and no part of a key is read into a finding.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

Level = Literal["ok", "note", "broken"]
_MARK = {"ok": "ok", "note": "--", "broken": "NO"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes:
        part: "python", "packages", "assets", "local model", "jupyter", or "source NAME".
        level: "ok"; "note", fine to go on without; "broken", lessons would fail.
        says: one sentence: what was found.
        mend: the command or setting that mends it, or "".
    """

    part: str
    level: Level
    says: str
    mend: str = ""


@dataclass(frozen=True)
class Report:
    """All findings, in the order in which a person would look."""

    findings: tuple[Finding, ...]
    seconds: float

    @property
    def healthy(self) -> bool:
        """True if nothing that lessons need is broken."""
        return all(finding.level != "broken" for finding in self.findings)

    def text(self) -> str:
        """For the terminal: one line a finding, the way out under it, a verdict at the end."""
        lines, in_sources = [], False
        for finding in self.findings:
            name = finding.part.removeprefix("source ")
            if name != finding.part and not in_sources:
                in_sources = True
                lines += ["", 'Where answers can come from (choose with KIT_SOURCE=... or kit.use("...")):']
            lines.append(f"{_MARK[finding.level]:>4}  {name:<12} {finding.says}")
            if finding.mend:
                lines.append(f"{'':>4}  {'':<12} -> {finding.mend}")
        broken = sum(finding.level == "broken" for finding in self.findings)
        verdict = f"{broken} to mend: see NO above." if broken else "All that the lessons need is here."
        return "\n".join([*lines, "", f"{verdict} (looked for {self.seconds:.1f} s)"])

    def json(self) -> str:
        """The same for a program: {"healthy", "seconds", "findings": [{part, level, says, mend}]}."""
        return json.dumps({"healthy": self.healthy, **asdict(self)}, indent=2)


def examine() -> Report:
    """Look at Python, packages, assets, the local model, Jupyter and every source.

    Returns:
        A `Report`; `.healthy` is False if lessons would fail.
    """
    started = time.perf_counter()
    looks = (_python, _packages, _assets, _local_model, _jupyter, _sources)
    findings = tuple(finding for look in looks for finding in _guarded(look))
    return Report(findings, time.perf_counter() - started)


def _guarded(look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What `look` finds; a look that breaks is itself a finding, said in one line without any key."""
    from kit.models.keys import scrub

    name = look.__name__.strip("_").replace("_", " ")
    try:
        yield from look()
    except Exception as error:
        why = scrub(str(error) or type(error).__name__)
        mend = f"{_pip()} install -r requirements.lock -e ." if isinstance(error, ImportError) else ""
        yield Finding(name, "broken", why, mend)


def _root() -> Path | None:
    """The folder of the clone this kit runs from, or None where it was installed without one."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "requirements.lock").exists() else None


def _pip() -> str:
    """How this person calls the pip of the Python that is running."""
    root = _root()
    inside = root and Path(sys.prefix).resolve() == (root / ".venv").resolve()
    folder = "Scripts" if sys.platform == "win32" else "bin"
    return f".venv/{folder}/python -m pip" if inside else "python -m pip"


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", "ok", f"{version} in {sys.prefix}")


def _packages() -> Iterator[Finding]:
    from packaging.requirements import Requirement

    root = _root()
    if root is None:
        yield Finding("packages", "note", "kit runs outside its clone, so there is no lock to compare with.")
        return
    wanted = {}
    for line in (root / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pin = Requirement(line)
            if pin.marker is None or pin.marker.evaluate():
                wanted[pin.name] = str(pin.specifier).removeprefix("==")
    here = {metadata.metadata(name)["Name"]: version for name, version in wanted.items() if _version(name)}
    missing = sorted(name for name in wanted if not _version(name))
    other = sorted(name for name, version in wanted.items() if _version(name) not in (None, version))
    mend = f"{_pip()} install -r requirements.lock -e ."
    if missing:
        yield Finding("packages", "broken", f"{len(missing)} missing: {_few(missing)}.", mend)
    elif other:
        said = _few([f"{name} {_version(name)} (locked {wanted[name]})" for name in other])
        yield Finding("packages", "note", f"{len(other)} not as locked: {said}.", mend)
    else:
        yield Finding("packages", "ok", f"{len(here)}, each as locked")


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _assets() -> Iterator[Finding]:
    from kit.assets import ASSETS, cache_dir, problem

    size = sum(item.size for item in ASSETS.values()) / 1e6
    bad = [sentence for name in ASSETS if (sentence := problem(name))]
    if not bad:
        yield Finding(
            "assets", "ok", f"{len(ASSETS)} files, {size:.0f} MB, each digest right, in {cache_dir()}"
        )
    elif len(bad) == len(ASSETS):
        yield Finding(
            "assets", "broken", f"none of {len(ASSETS)} files ({size:.0f} MB) is here yet.", _fetch()
        )
    else:
        more = f" And {len(bad) - 1} more." if bad[1:] else ""
        yield Finding("assets", "broken", bad[0].partition(": run ")[0] + "." + more, _fetch())


def _fetch() -> str:
    return _pip().removesuffix("pip") + "kit fetch"


def _local_model() -> Iterator[Finding]:
    if address := os.environ.get("KIT_LOCAL_URL"):
        from kit.models.sources import named

        trouble = named("local").ready()
        says = trouble or f"KIT_LOCAL_URL: a shared engine at {address}"
        mend = "unset KIT_LOCAL_URL, or start one with: kit serve" if trouble else ""
        yield Finding("local model", "broken" if trouble else "ok", says, mend)
        return
    from kit.assets import available
    from kit.models.engine import MODEL_NAME, engine

    if not os.environ.get("KIT_MODEL") and not available(MODEL_NAME):
        yield Finding("local model", "broken", "its weights are not here yet.", _fetch())
        return
    running = engine()
    threads = f"{running.threads} thread{'s' if running.threads != 1 else ''}"
    yield Finding("local model", "ok", f"loaded in {running.seconds_to_start:.1f} s, {threads}")


def _jupyter() -> Iterator[Finding]:
    from jupyter_client.kernelspec import KernelSpecManager

    says = f"JupyterLab {metadata.version('jupyterlab')}"
    command = KernelSpecManager().get_kernel_spec("python3").argv[0]
    if Path(command).name.startswith("python") and Path(command).parent in (
        Path("."),
        Path(sys.executable).parent,
    ):
        yield Finding("jupyter", "ok", f"{says}, notebooks run in this Python")
    else:
        mend = f"{_pip().removesuffix('-m pip')}-m ipykernel install --sys-prefix"
        yield Finding(
            "jupyter", "broken", f"{says}, but notebooks run in {command}, not in this Python.", mend
        )


def _sources() -> Iterator[Finding]:
    from kit.models.sources import NAMES, named, source

    current = source().name
    for name in NAMES:
        trouble = named(name).ready()
        chosen = " (chosen)" if name == current else ""
        if trouble:
            yield Finding(f"source {name}", "broken" if chosen else "note", trouble + chosen)
        else:
            yield Finding(f"source {name}", "ok", _OFFERS[name] + chosen)


_OFFERS = {
    "local": "a small real model on this machine: no key, no network, free",
    "simulated": "models whose true rates you can look up: instant, free",
    "replay": "recorded answers: repeatable, free",
    "openai": "key found; calls cost money, under a cap (KIT_BUDGET_USD, default 1.00)",
    "anthropic": "key found; calls cost money, under a cap (KIT_BUDGET_USD, default 1.00)",
    "compatible": "the address in KIT_BASE_URL",
}
