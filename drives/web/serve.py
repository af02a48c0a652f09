"""`drives serve`: the dashboard from a clone or from an installed wheel, with the same settings."""

import os
import runpy
import socket
import sys
from pathlib import Path

import drives
from drives.errors import Refusal
from drives.texts import _
from drives.web.lifespan import announce

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8501


def entry_path() -> Path:
    """The entry script: beside the package in a clone, inside it in a wheel.

    Its folder holds the `.streamlit/config.toml` that goes with it.
    """
    package = Path(drives.__file__).resolve().parent
    inside, beside = package / "streamlit_app.py", package.parent / "streamlit_app.py"
    return inside if inside.exists() else beside


def serve(host: str = DEFAULT_HOST, port: int = DEFAULT_PORT, store_url: str | None = None) -> None:
    """Serve the dashboard until it is stopped.

    ``store_url`` becomes DRIVES_STORE for this process. Refusal where the port is taken.
    """
    _refuse_taken(host, port)
    if store_url is not None:
        os.environ["DRIVES_STORE"] = store_url
    entry = entry_path()
    # Streamlit takes its configuration from beside the script that it believes was started.
    sys.argv = [str(entry)]
    app = runpy.run_path(str(entry))["app"]
    shown = f"[{host}]" if ":" in host else host
    announce(_("Drives is at http://{address} (Ctrl+C stops it).").format(address=f"{shown}:{port}"))
    app.run(
        config={"server.address": host, "server.port": port, "logger.hideWelcomeMessage": True},
    )


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Refusal(
                _(
                    "{host}:{port} is in use, or not this machine's. Choose another with --port or --host."
                ).format(host=host, port=port)
            ) from None
