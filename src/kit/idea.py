"""`kit new`, `run`, `sweep`, `ship`, `compare`: from an idea to a service. Each command is a few lines."""

from __future__ import annotations

import typer

IDEA = "Your own idea"
app = typer.Typer(no_args_is_help=True)
