"""What a model folder must hold: a manifest with the sha256 of every file, checked whenever the model is loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from summarizer.errors import EngineError

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a folder says about itself once its files have been found to be the ones it lists.

    `model` is the name a user would look up, `revision` the exact weights (for a converted checkpoint its commit, else
    the sha256 of the manifest), `positions` the most tokens the network can read or write (None: no such limit).
    """

    model: str
    revision: str
    positions: int | None
    files: frozenset[str]


def sha256(path: Path) -> str:
    """The sha256 of a file, in hexadecimal, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while piece := content.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def write(folder: Path, *, model: str, revision: str = "", positions: int | None = None, **more: Any) -> Path:
    """Write the manifest of a folder you trust: its files as they are now, and where they come from.

    Documentation (`*.md`), hidden files and subfolders are left out; a model in a subfolder has a manifest of its own.
    `more` is kept for readers (licence, date, recipe); nothing reads it back. Returns the manifest's path.
    """
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": sha256(path)}
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != MANIFEST and path.suffix != ".md" and not path.name.startswith(".")
    }
    content = {"format": FORMAT, "model": model, "revision": revision, "positions": positions, **more, "files": files}
    target = folder / MANIFEST
    target.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return target


def verify(folder: Path, *, needed: Iterable[str] = ()) -> Manifest:
    """The manifest of a folder whose files are all there, inside it, and have the size and sha256 it lists.

    Raises `EngineError`, naming the file and what to do, for anything else; `needed` are files it must list.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise EngineError(
            f"{folder} has no {MANIFEST}, so its files cannot be checked; get the model again, or, if you made it "
            "and trust it, write one with summarizer.engines.integrity.write(folder, model=NAME, positions=NUMBER)"
        )
    content = read_json(path)
    try:
        if content["format"] != FORMAT:
            raise EngineError(f"{path} has format {content['format']!r}; this version reads {FORMAT}: {advice(folder)}")
        positions = content["positions"]
        listed = {str(name): (int(entry["bytes"]), str(entry["sha256"])) for name, entry in content["files"].items()}
        manifest = Manifest(
            model=str(content["model"]),
            revision=str(content["revision"]) or f"sha256:{sha256(path)}",
            positions=None if positions is None else int(positions),
            files=frozenset(listed),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise EngineError(f"{path} does not read like a manifest ({error!r}); {advice(folder)}") from error
    if unlisted := sorted(set(needed) - manifest.files):
        raise EngineError(f"{path} does not list {', '.join(unlisted)}, which the model needs; {advice(folder)}")
    for name, (size, digest) in listed.items():
        check_file(folder, name, size, digest)
    return manifest


def check_file(folder: Path, name: str, size: int, digest: str) -> None:
    """Raise `EngineError` unless this file of the folder is the one its manifest means."""
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        raise EngineError(f"the manifest of {folder} lists {name!r}, which is outside the folder; {advice(folder)}")
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise EngineError(f"{path} is a link to a place outside its folder; {advice(folder)}")
    if not path.is_file():
        raise EngineError(f"{path} is missing; {advice(folder)}")
    if (found := path.stat().st_size) != size:
        raise EngineError(f"{path} has {found:,} bytes instead of {size:,} (an interrupted copy?); {advice(folder)}")
    if sha256(path) != digest:
        raise EngineError(f"{path} was changed or damaged: its sha256 is not the manifest's; {advice(folder)}")


def read_json(path: Path) -> Any:
    """The content of a JSON file of a model. Raises `EngineError` when it is missing or is not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EngineError(f"{path} is missing; {advice(path.parent)}") from error
    except ValueError as error:
        raise EngineError(f"{path} is not JSON ({error}); {advice(path.parent)}") from error


def advice(folder: Path) -> str:
    """What mends a damaged model folder."""
    return f"delete {folder} and get the model again (a shipped model: reinstall the package)"
