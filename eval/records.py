"""The file between generation and scoring: one JSON line per sample, with its source, output, references and
provenance."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from eval.sets import Sample, from_record, parsed
from summarizer.errors import InputError

SCHEMA = 1
PACKAGES = ("ctranslate2", "sentencepiece", "transformers", "torch", "httpx")
ROOT = Path(__file__).parents[1]
CODE = ("summarizer/**/*.py", "summarizer/*.toml", "summarizer/data/*", "eval/run.py")
"""What a digest can depend on besides the weights and the prompts."""


@dataclass(frozen=True)
class Record:
    """One line of a run: the sample, the Digest JSON that was made of it, and how."""

    sample: Sample
    output: Mapping[str, Any]
    provenance: Mapping[str, Any]


def read(path: Path) -> list[Record]:
    """The finished records of a run, in order. Raises `InputError` if the file is not one."""
    records = list(lines(path))
    if not records:
        raise InputError(f"{path} holds no finished sample; run `python -m eval run` again to go on")
    return records


def lines(path: Path) -> Iterator[Record]:
    if not path.is_file():
        raise InputError(f"there is no run {str(path)!r}; make one with `python -m eval run --set news --out {path}`")
    with path.open(encoding="utf-8") as rows:
        for number, row in enumerate(rows, 1):
            if not row.endswith("\n"):
                return  # torn by a kill; the next `run` cuts it off
            record = parsed(row.encode(), f"{path}:{number}")
            if not {"id", "source", "references", "output", "provenance"} <= record.keys():
                raise InputError(f"{path}:{number} is not a line of a run; give a file that `python -m eval run` wrote")
            sample = from_record(str(record["id"]), record["source"], record["references"])
            yield Record(sample, record["output"], record["provenance"])


def code_revision() -> str:
    """The commit of this checkout, with `+` where files differ from it; empty outside one."""

    def git(*arguments: str) -> str:
        try:
            done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=20, check=True)
        except (OSError, subprocess.SubprocessError):
            return ""
        return done.stdout.strip()

    commit = git("rev-parse", "--short=12", "HEAD")
    return commit + ("+" if commit and git("status", "--porcelain", "--untracked-files=no") else "")


def code_fingerprint(root: Path = ROOT) -> str:
    """Which code makes digests, as a short hash of its files, committed or not; the web page makes none."""
    found = {path for pattern in CODE for path in root.glob(pattern) if path.is_file()}
    digest = hashlib.sha256()
    for path in sorted(found - set(root.glob("summarizer/web/**/*"))):
        digest.update(f"{path.relative_to(root)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:12]


def hardware() -> dict[str, Any]:
    """What the speed of a run depends on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"processor": processor(), "cores": cores, "system": f"{platform.system()} {platform.machine()}"}


def processor() -> str:
    try:
        rows = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((row.partition(":")[2].strip() for row in rows if row.startswith("model name")), platform.processor())


def versions() -> dict[str, str]:
    """The versions of what does the work, as far as it is installed."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
