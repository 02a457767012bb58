"""Open files: how many the server may have at once.

Streamlit keeps three for each of its sessions, also for up to 128 whose browsers have left (an event loop each), and
every page has a WebSocket or two. Many systems allow a program 256 unless it asks for more.
"""

import sys

if sys.platform != "win32":
    import resource

# Of a hall: 128 sessions kept, and a hundred pages open.
ENOUGH = 1024
# As many as macOS gives at most; Linux and its like give more.
MANY = 8192


def allow_many() -> str | None:
    """Raise the limit of open files for this process and its children, and return a sentence if it stays too low."""
    if sys.platform == "win32":
        # Sockets are no files there, and have no such limit.
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = MANY if hard == resource.RLIM_INFINITY else min(hard, MANY)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    if allowed >= ENOUGH:
        return None
    return f"kdviz: only {allowed} files may be open at once here (“ulimit -Hn”); a full room needs {ENOUGH}."
