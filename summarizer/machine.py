"""What this machine has to offer models: processors, memory, a GPU, room on disk. Found out without loading any of the heavy libraries."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

MEGA = 1_000_000
CGROUP = Path("/sys/fs/cgroup/memory.max")
APPLE_SHARE = 2 / 3
"""How much of a Mac's common memory its GPU may take."""


@dataclass(frozen=True)
class Machine:
    """Sizes in megabytes (a million bytes). `gpu_mb` is the memory of the largest GPU that torch can use, 0 without one."""

    cores: int
    memory_mb: int
    gpu: str
    gpu_mb: int
    disk_mb: int


def examine() -> Machine:
    """This machine."""
    memory = memory_mb()
    gpu, gpu_mb = graphics(memory)
    return Machine(
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory,
        gpu,
        gpu_mb,
        disk_mb(),
    )


def memory_mb() -> int:
    """Main memory, or what a container is allowed of it."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    try:
        allowed = CGROUP.read_text().strip()
    except OSError:  # no container, or another system
        allowed = "max"
    return min(total, int(allowed)) // MEGA if allowed.isdecimal() else total // MEGA


def graphics(memory: int) -> tuple[str, int]:
    """The name and memory of the GPU that torch would use; an empty name if there is none."""
    if platform.system() == "Darwin" and platform.machine() == "arm64":
        return "Apple GPU", int(memory * APPLE_SHARE)
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return "", 0
    try:
        asked = [tool, "--query-gpu=index,uuid,name,memory.total", "--format=csv,noheader,nounits"]
        said = subprocess.run(asked, capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):  # a driver that does not answer is no GPU
        return "", 0
    name, size = largest(visible(said, os.environ.get("CUDA_VISIBLE_DEVICES")))
    if name and torch_has_no_gpu():
        return f"{name} (not used: torch is installed without CUDA)", 0
    return name, size


def visible(listing: str, allowed: str | None) -> str:
    """The names and memory of the GPUs in nvidia-smi's list of indices, UUIDs, names and memory that CUDA is allowed to use.

    `allowed` is CUDA's list of indices and beginnings of UUIDs; None allows them all, and an empty one none.
    """
    marks = None if allowed is None else [mark for mark in allowed.replace(" ", "").split(",") if mark]
    rows = [line.split(", ", 2) for line in listing.splitlines() if line.count(", ") > 2]
    return "\n".join(
        named
        for index, uuid, named in rows
        if marks is None or any(mark == index or uuid.startswith(mark) for mark in marks)
    )


def largest(listing: str) -> tuple[str, int]:
    """The GPU with the most memory in nvidia-smi's list of names and mebibytes."""
    found = [line.rpartition(",") for line in listing.splitlines()]
    sizes = [(int(size) * 1024 * 1024 // MEGA, name.strip()) for name, _, size in found if size.strip().isdecimal()]
    size, name = max(sizes, default=(0, ""))
    return name, size


def torch_has_no_gpu() -> bool:
    try:
        return metadata.version("torch").endswith("+cpu")
    except metadata.PackageNotFoundError:
        return True


def hub_cache() -> Path:
    """Where the Hugging Face libraries keep what they download."""
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "huggingface"
    return Path(os.environ.get("HF_HUB_CACHE") or Path(home) / "hub")


def disk_mb() -> int:
    """Room for downloads."""
    folder = hub_cache()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free // MEGA
