"""The machine that numbers were measured on."""

import platform
from pathlib import Path


def machine() -> str:
    """Return what the numbers were measured on: host, processor and system."""
    return f"{platform.node()}: {processor()}, {platform.system()} {platform.machine()}"


def processor() -> str:
    """Return what this computer's processor is called."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "unnamed processor")
