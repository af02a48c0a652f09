"""The installed command, run as others run it: cold until a verb succeeds (or is refused thrice), then warm.

Most of a short run is Python starting and importing, the same each time. So a process is kept that has done
that and nothing else; each run that repeats a verb is a fork of it: a process of its own, with its own
arguments, folder, environment and outputs, that runs the console script and ends as any other.
"""

import gc
import json
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

SCRIPT = Path(sys.executable).with_name("drives")
"""The installed console script."""

ROOT = Path(__file__).parents[1]
_LOADED = (
    "drives.cli", "drives.wiring", "drives.exchange.exporting", "drives.exchange.importing",
    "drives.commands.account_changes", "drives.store.verify", "psycopg",
)  # fmt: skip
_COLD_RUNS = 3
_OF_A_KIND = ("import", "export", "account")
"""Verbs of which each kind is one of its own."""


class Installed:
    """Runs the installed command."""

    def __init__(self) -> None:
        self._left_cold: dict[tuple[str, ...], int] = {}
        self._loaded: subprocess.Popen[str] | None = None

    def run(
        self, *words: str, folder: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Run it in a folder, with an environment beside this process's own."""
        env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        # What Python itself is told by its environment, it reads when it starts.
        ours = all(name.startswith("DRIVES_") for name in environment)
        verb = self._verb(words)
        left = self._left_cold.setdefault(verb, _COLD_RUNS)
        if not ours or left:
            ran = subprocess.run([SCRIPT, *words], cwd=folder, env=env, capture_output=True, check=False)
            if ours:  # a refusal says nothing of how the verb starts where it succeeds
                self._left_cold[verb] = left - 1 if ran.returncode else 0
            return ran
        return self._forked(words, {"folder": str(folder or Path.cwd()), "env": env})

    def close(self) -> None:
        """End the process that is kept."""
        if self._loaded is not None:
            self._loaded.communicate()

    @staticmethod
    def _verb(words: tuple[str, ...]) -> tuple[str, ...]:
        """What was asked for of which kind, and on which engine."""
        engine, plain = (words[1].split(":")[0], words[2:]) if words[0] == "--store" else ("", words)
        return (engine, *(plain[:2] if plain[0] in _OF_A_KIND else plain[:1]))

    def _forked(
        self, words: tuple[str, ...], asked: Mapping[str, object]
    ) -> subprocess.CompletedProcess[bytes]:
        if self._loaded is None:
            self._loaded = subprocess.Popen(
                [sys.executable, "-P", __file__], env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        assert self._loaded.stdin is not None
        assert self._loaded.stdout is not None
        with tempfile.TemporaryDirectory() as outputs:
            told = [Path(outputs) / name for name in ("out", "err")]
            line = json.dumps({**asked, "words": words, "told": [*map(str, told)]})
            print(line, file=self._loaded.stdin, flush=True)
            code = int(self._loaded.stdout.readline())
            return subprocess.CompletedProcess(words, code, *(path.read_bytes() for path in told))


def _keep() -> None:
    """Load the command, then fork for each line that asks for a run, and answer with what it exits with."""
    for name in _LOADED:
        import_module(name)
    gc.freeze()
    with os.fdopen(os.dup(0)) as requests, os.fdopen(os.dup(1), "w") as answers:
        for line in requests:
            if not (child := os.fork()):
                _become(json.loads(line))
                return
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=answers, flush=True)


def _become(asked: Mapping[str, Any]) -> None:
    """Be what was asked for, from the console script's first line on."""
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["env"])
    for number, path in enumerate([os.devnull, *asked["told"]]):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), number)
    sys.argv = [str(SCRIPT), *asked["words"]]
    runpy.run_path(str(SCRIPT), run_name="__main__")


if __name__ == "__main__":
    _keep()
