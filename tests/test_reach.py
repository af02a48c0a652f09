"""Links and e-mail, over a real SMTP server on loopback."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from drives.errors import Refusal
from drives.reach import (
    is_reachable,
    public_address,
    qr_code,
    send_invitation,
    send_password_link,
    table_link,
    welcome_link,
)
from drives.settings import Settings

LINK = "https://drives.example.org/session/welcome/abc"


class Postbox:
    """An SMTP server that keeps what it is given, and refuses whom it is told to."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.users: list[tuple[bytes, bytes]] = []
        self.full = False
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.controller = Controller(
            self, hostname="127.0.0.1", port=port, authenticator=self._known, auth_require_tls=False
        )

    def _known(self, _server: Any, _session: Any, _envelope: Any, _how: str, who: Any) -> AuthResult:
        self.users.append((who.login, who.password))
        return AuthResult(success=True)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, to: str, _options: Any) -> str:
        """Take the recipient, or not."""
        if self.full:
            return f"550 <{to}> has a full box"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Keep the letter."""
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    def settings(self, **other: str) -> Settings:
        """Settings with this server for e-mail."""
        mail = {
            "DRIVES_SMTP_URL": f"smtp://ann:s%20ecret@127.0.0.1:{self.controller.port}",
            "DRIVES_MAIL_FROM": "Drives <drives@example.org>",
            "DRIVES_URL": "https://drives.example.org",
        }
        return Settings.from_environment({**mail, **other})


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A running server."""
    box = Postbox()
    box.controller.start()
    yield box
    box.controller.stop()


def test_an_invitation_arrives_with_its_link(postbox: Postbox) -> None:
    send_invitation(postbox.settings(), "bob@example.org", "Böb, the “Builder”", LINK, "Kent Coalition")
    [letter] = postbox.letters
    assert letter["To"].addresses[0].addr_spec == "bob@example.org"
    assert letter["To"].addresses[0].display_name == "Böb, the “Builder”"
    assert letter["From"].addresses[0].addr_spec == "drives@example.org"
    assert letter["Subject"] == "You are invited to Kent Coalition"
    body = letter.get_content()
    assert f"\n{LINK}\n" in body.replace("\r\n", "\n")
    assert "Kent Coalition" in body
    assert postbox.users == [(b"ann", b"s ecret")]


def test_a_password_link_says_that_it_may_be_left(postbox: Postbox) -> None:
    send_password_link(postbox.settings(), "bob@example.org", "Bob", LINK, "")
    [letter] = postbox.letters
    assert letter["Subject"] == "Choose a new password for Drives"
    assert "your password stays as it is" in letter.get_content()


def test_a_letter_that_is_not_taken_is_refused_and_no_address_is_logged(
    postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    postbox.full = True
    with pytest.raises(Refusal, match="Pass the link on yourself"):
        send_invitation(postbox.settings(), "bob@example.org", "Bob", LINK, "Kent")
    nobody = postbox.settings(DRIVES_SMTP_URL="smtp://127.0.0.1:1")
    with pytest.raises(Refusal, match=r"bob@example\.org could not be sent"):
        send_invitation(nobody, "bob@example.org", "Bob", LINK, "Kent")
    assert postbox.letters == []
    assert "bob" not in caplog.text
    assert caplog.text.count("could not be sent") == 2


@pytest.mark.parametrize("name", ["Bob\nBcc: eve@example.org", "Bob\r\nSubject: x"])
def test_a_name_adds_no_line_to_a_letters_head(postbox: Postbox, name: str) -> None:
    with pytest.raises(Refusal):
        send_invitation(postbox.settings(), "bob@example.org", name, LINK, "Kent")
    assert postbox.letters == []


def test_without_a_server_the_link_is_for_the_admin_to_pass_on() -> None:
    with pytest.raises(Refusal, match="No e-mail is set up here"):
        send_invitation(Settings(), "bob@example.org", "Bob", LINK, "Kent")


def test_links_begin_where_people_reach_us() -> None:
    listed = Settings(url="https://drives.example.org")
    assert public_address(listed, "http://localhost:8501/people?x=1") == "https://drives.example.org"
    assert public_address(Settings(), "http://localhost:8501/people?x=1") == "http://localhost:8501"
    assert welcome_link("https://a.org", "t") == "https://a.org/session/welcome/t"
    assert table_link("https://a.org", "t") == "https://a.org/table/t"


@pytest.mark.parametrize(
    ("address", "reached"),
    [
        ("http://localhost:8501", False),
        ("http://127.0.0.1:8501", False),
        ("http://[::1]:8501", False),
        ("http://192.168.1.7:8501", True),
        ("https://drives.example.org", True),
    ],
)
def test_an_address_of_this_machine_alone_is_no_address_for_others(address: str, reached: bool) -> None:
    assert is_reachable(address) is reached


def test_a_qr_code_is_a_picture_in_the_page_itself() -> None:
    code = qr_code("https://a.org/table/t")
    assert code.startswith("data:image/svg+xml;")
    assert "a.org" not in code
    assert code != qr_code("https://a.org/table/u")
