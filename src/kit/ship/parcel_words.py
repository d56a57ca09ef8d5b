"""Lines of a package's README that depend on the solution: how it is asked, how its feedback comes back."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from string import Template
from typing import Any


def back(notebook: Path, target: Path, values: Mapping[str, Any]) -> str:
    """What brings feedback back among the notebook's cases; to be run in its folder."""
    with suppress(ValueError):  # another drive
        target = Path(os.path.relpath(target.resolve(), notebook.resolve().parent))
    kept = json.dumps(f"{target.as_posix()}/.kit/answers.sqlite")
    cases = f"Feedback({kept}).cases()"
    if str(table := values.get("CASES")).endswith(".csv"):
        added = f"append_to_csv({json.dumps(table)}, {cases})"
        return (
            f'from kit.measure import append_to_csv\n\nprint({added}, "rows are new in", {json.dumps(table)})'
        )
    return f"cases += {cases}"


def body(found: Mapping[str, Any]) -> str:
    """An example of a request, as a shell takes it."""
    example = json.dumps((found["examples"] or [{}])[0], ensure_ascii=False)
    return "'" + example.replace("'", "'\\''") + "'"


CURL = Template("""curl -s http://127.0.0.1:8000/answer -H 'Content-Type: application/json' \\
  -d $body""")
STREAMING = Template("""
Or piece by piece, as server-sent events:

```sh
curl -sN http://127.0.0.1:8000/answer/stream -H 'Content-Type: application/json' \\
  -d $body
```
""")

BETTER = Template("""
curl -s http://127.0.0.1:8000/feedback -H 'Content-Type: application/json' \\
  -d "{\\"id\\": \\"$$ID\\", \\"better\\": $answer, \\"why\\": \\"what should have come\\"}"
""")


def quoted(data: Any) -> str:
    """JSON as it stands between a shell's double quotes."""
    return re.sub(r'([\\"$`])', r"\\\1", json.dumps(data, ensure_ascii=False))


def settings_rows(prefix: str) -> str:
    """The settings as rows of a table."""
    from kit.ship.settings import Settings

    fields = Settings.model_fields.items()
    rows = [f"| `{prefix}{name.upper()}` | {one.default} | {one.description} |" for name, one in fields]
    return "\n".join(rows)
