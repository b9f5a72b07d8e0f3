"""Imports what only the evaluation needs, late, and says how to get it."""

from __future__ import annotations

import importlib
from typing import Any

from summarizer.errors import EngineError


def needed(module: str, install: str = "pip install 'khulasa[eval]'") -> Any:
    """The module, imported. Raises `EngineError` with the command that installs it when it is missing."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.partition(".")[0]:
            raise
        raise EngineError(f"this needs the package {error.name}, which is not installed: {install}") from error
