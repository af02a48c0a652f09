"""A proxy such as people put before an application: it ends TLS, and says for whom it asks."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "drives.localhost"


def _certificate(folder: Path) -> ssl.SSLContext:
    """What nobody trusts, for ``HOST``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    kept = folder / "certificate.pem"
    kept.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(kept)
    return context


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while some := await reader.read(65536):
            writer.write(some)
            await writer.drain()
    with suppress(OSError):
        writer.close()


@contextmanager
def tls_proxy(folder: Path, port: int, behind: int, forwarded_for: str = "203.0.113.9") -> Iterator[str]:
    """The proxy's address: TLS at ``port``, the application at ``behind``, both on this machine.

    Each connection carries one request, so that the headers can be added to every one.
    """

    async def proxied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")[:-2]
            wants_socket = any(line.lower().startswith("upgrade:") for line in lines)
            kept = [line for line in lines if wants_socket or not line.lower().startswith("connection:")]
            kept += [f"X-Forwarded-For: {forwarded_for}", "X-Forwarded-Proto: https"]
            kept += [] if wants_socket else ["Connection: close"]
            there, back = await asyncio.open_connection("127.0.0.1", behind)
            back.write("\r\n".join([*kept, "", ""]).encode("latin-1"))
            await asyncio.gather(_pipe(reader, back), _pipe(there, writer))
        except (OSError, asyncio.IncompleteReadError):
            writer.close()

    begun, over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with await asyncio.start_server(proxied, "127.0.0.1", port, ssl=_certificate(folder)):
            begun.set()
            await asyncio.to_thread(over.wait)

    # In a thread of its own: a test with a browser has a loop running in this one.
    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert begun.wait(30), "the proxy did not begin"
        yield f"https://{HOST}:{port}"
    finally:
        over.set()
        thread.join(30)
