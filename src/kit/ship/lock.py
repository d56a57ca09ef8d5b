"""What a shipped package is installed from: pins of this environment, and the kit itself as a wheel.

The kit is on no index, so it travels in the package's own folder, as the wheel that a build would make of it:
a zip of its files and four small ones that describe it. It asks for what a service needs; the notebook's part
(JupyterLab, kernels, plots) stays at home. Left out: hashes, and pins for another system than this one
(`uv pip compile --universal pyproject.toml` makes them).
"""

from __future__ import annotations

import base64
import hashlib
import platform
import re
import sys
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

KIT = "ai-engineering-kit"
# What only notebooks and instructors need. A solution that imports one of these gets it all the same.
_AT_HOME = {
    "copydetect", "ipykernel", "ipywidgets", "jupyterlab", "matplotlib", "nbclient", "nbformat", "nbval",
    "papermill", "watchfiles",
}  # fmt: skip
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same files make the same wheel, to the byte


def packages_of(modules: Iterable[str]) -> set[str]:
    """The installed packages that top-level modules come from; the standard library and the kit left out."""
    known = metadata.packages_distributions()
    wanted = {module for module in modules if module not in sys.stdlib_module_names and module != "kit"}
    return {normal(package) for module in wanted for package in known.get(module, ())[:1]}


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needs() -> list[str]:
    """The kit's own requirements, as its metadata has them, without the notebook's part and extras."""
    from packaging.requirements import Requirement

    asked = metadata.requires(KIT) or []
    kept = [one for one in map(Requirement, asked) if "extra" not in str(one.marker or "")]
    return [str(one) for one in kept if normal(one.name) not in _AT_HOME]


def pins(wanted: Iterable[str]) -> dict[str, str]:
    """Names to versions, as installed here: the wanted requirements and all that they need.

    Args:
        wanted: requirement strings ("openai>=3.54,<4"); what is not installed is left out, with its needs.
    """
    from packaging.requirements import Requirement

    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(Requirement(one), "") for one in wanted]
    while waiting:
        one, extra = waiting.pop()
        if one.marker is not None and not one.marker.evaluate({"extra": extra}):
            continue
        try:
            installed = metadata.distribution(one.name)
        except metadata.PackageNotFoundError:
            continue
        found[normal(one.name)] = installed.version
        for asked in {"", *one.extras}:
            if (normal(one.name), asked) not in seen:
                seen.add((normal(one.name), asked))
                waiting += [(Requirement(need), asked) for need in installed.requires or ()]
    return dict(sorted(found.items()))


def lock(wheel: str, wanted: Iterable[str]) -> str:
    """The text of `requirements.lock`: the wheel and every pin."""
    made = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    lines = [f"# Made by `kit ship` from the environment the notebook ran in: {made}.", f"./wheels/{wheel}"]
    return "\n".join(lines + [f"{name}=={version}" for name, version in pins(wanted).items()]) + "\n"


def write_wheel(folder: Path) -> str:
    """Write the kit, as it is installed here, as a wheel into `folder`; the file's name.

    The form: https://packaging.python.org/en/latest/specifications/binary-distribution-format/
    """
    import kit

    home = Path(kit.__file__).parent
    version = f"{kit.__version__}+service"
    stem = f"{KIT.replace('-', '_')}-{version}"
    about = f"{stem}.dist-info"
    files = {
        f"kit/{path.relative_to(home).as_posix()}": path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    asked = "".join(f"Requires-Dist: {one}\n" for one in needs())
    told = f"Metadata-Version: 2.1\nName: {KIT}\nVersion: {version}\nRequires-Python: >=3.11\n"
    files[f"{about}/METADATA"] = (told + "License: Apache-2.0\n" + asked).encode()
    files[f"{about}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: kit ship\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    files[f"{about}/entry_points.txt"] = b"[console_scripts]\nkit = kit.cli:main\n"
    if licence := metadata.distribution(KIT).read_text("licenses/LICENSE"):
        files[f"{about}/licenses/LICENSE"] = licence.encode()
    record = "".join(f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in files.items())
    files[f"{about}/RECORD"] = f"{record}{about}/RECORD,,\n".encode()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for place, data in files.items():
            entry = zipfile.ZipInfo(place, _LONG_AGO)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            wheel.writestr(entry, data)
    return name


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
