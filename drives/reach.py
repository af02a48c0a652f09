"""How people reach us, and we them: the addresses of links, and e-mail where a server for it is set up."""

import logging
import smtplib
import ssl
from datetime import datetime, time, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, make_msgid, parseaddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import segno
from babel.dates import format_skeleton, format_time

from drives.errors import Refusal
from drives.settings import Mail, Settings
from drives.texts import _, current_language

_log = logging.getLogger(__name__)

_PATIENCE_SECONDS = 15
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def public_address(settings: Settings, here: str) -> str:
    """The address that links begin with: DRIVES_URL, else where the person is (a whole URL) who makes one."""
    parts = urlsplit(here)
    return settings.url or f"{parts.scheme}://{parts.netloc}"


def welcome_link(address: str, token: str) -> str:
    """The link of an invitation or of a new password; ``address`` is the public one."""
    return f"{address}/session/welcome/{token}"


def table_link(address: str, token: str) -> str:
    """The link that opens a table; ``token`` is its seal (``Seals.table_token``)."""
    return f"{address}/table/{token}"


def pledge_link(address: str, token: str) -> str:
    """The link with which a pledge is looked at, changed and taken back."""
    return f"{address}/pledged/{token}"


def table_until(expires_at: datetime, time_zone: str) -> tuple[str, bool]:
    """Until when a table's link works, in the words of the language in use, on the organization's clock.

    A whole day's end is the day alone, and True; else it is day and time, and False. It is told by the day,
    never as "today": it is printed, too.
    """
    there, locale = expires_at.astimezone(ZoneInfo(time_zone)), current_language().replace("-", "_")
    if there.time() == time():
        return format_skeleton("MMMEd", there - timedelta(minutes=1), locale=locale), True
    at = str(format_time(there, "short", locale=locale))
    return _("{day}, {time}").format(day=format_skeleton("MMMEd", there, locale=locale), time=at), False


def is_reachable(address: str) -> bool:
    """Whether others can come to an address: not to one that every machine calls its own."""
    return urlsplit(address).hostname not in _LOOPBACK


def qr_code(link: str) -> str:
    """A link as a picture that a phone's camera reads, black on white: an SVG in a ``data:`` address.

    With the white margin that scanners need (ISO/IEC 18004), and never served under an address of its own.
    """
    code = segno.make_qr(link, error="m", boost_error=False)
    return code.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True)


def send_invitation(settings: Settings, to: str, name: str, link: str, organization: str) -> None:
    """Send somebody the link that lets her in; a Refusal where it could not be sent, or nothing sends."""
    subject = _("You are invited to {organization}").format(organization=organization or _("Drives"))
    body = _(
        "Hello {name},\n\n"
        "you are invited to {organization}. Choose a password here, and you are in:\n\n"
        "{link}\n\n"
        "The link works once. If you did not expect this, leave it."
    ).format(name=name, organization=organization or _("Drives"), link=link)
    _send(settings, to, name, subject, body)


def send_password_link(settings: Settings, to: str, name: str, link: str, organization: str) -> None:
    """Send somebody the link with which she chooses a new password; a Refusal as for an invitation."""
    subject = _("Choose a new password for {organization}").format(organization=organization or _("Drives"))
    body = _(
        "Hello {name},\n\n"
        "somebody asked for a new password for your account at {organization}. Choose it here:\n\n"
        "{link}\n\n"
        "The link works once. If it was not you, leave it: your password stays as it is."
    ).format(name=name, organization=organization or _("Drives"), link=link)
    _send(settings, to, name, subject, body)


def send_pledge_link(settings: Settings, to: str, link: str, drive: str, organization: str) -> None:
    """Send somebody the link of her pledge; a Refusal as for an invitation. It tells nothing typed."""
    subject = _("Your pledge to {drive}").format(drive=drive)
    body = _(
        "Hello,\n\n"
        "somebody pledged to bring something to {drive} of {organization}, with this e-mail address. "
        "If it was you: thank you. What you pledged, where to bring it and until when stands here, and you "
        "can change it or take it back there:\n\n"
        "{link}\n\n"
        "If it was not you, leave it, or take it back there. Nothing else will be sent to you."
    ).format(drive=drive, organization=organization or _("Drives"), link=link)
    _send(settings, to, "", subject, body)


def _send(settings: Settings, to: str, name: str, subject: str, body: str) -> None:
    if settings.mail is None:
        raise Refusal(_("No e-mail is set up here. Pass the link on yourself."))
    try:
        _deliver(settings.mail, _message(settings.mail, to, name, subject, body))
    except (OSError, ValueError, smtplib.SMTPException) as error:
        # Not the error itself: servers repeat the address they refuse.
        _log.error("An e-mail could not be sent (%s).", type(error).__name__)
        raise Refusal(
            _("The e-mail to {email} could not be sent. Pass the link on yourself.").format(email=to)
        ) from None


def _message(mail: Mail, to: str, name: str, subject: str, body: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = mail.sender
    message["To"] = Address(name, addr_spec=to)
    message["Subject"] = subject
    message["Date"] = localtime()
    message["Message-ID"] = make_msgid(domain=parseaddr(mail.sender)[1].partition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def _deliver(mail: Mail, message: EmailMessage) -> None:
    trusts = ssl.create_default_context()
    if mail.tls:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            mail.host, mail.port, timeout=_PATIENCE_SECONDS, context=trusts
        )
    else:
        server = smtplib.SMTP(mail.host, mail.port, timeout=_PATIENCE_SECONDS)
    with server:
        server.ehlo()
        is_private = mail.tls or mail.host in _LOOPBACK
        if not mail.tls and server.has_extn("starttls"):
            server.starttls(context=trusts)
            is_private = True
        if mail.user is not None:
            if not is_private:
                raise smtplib.SMTPException("a password is not sent in the open")
            server.login(mail.user, mail.password or "")
        server.send_message(message)
