"""Signing in at an OpenID provider, through Streamlit's own login; set up by the environment alone.

Streamlit keeps what the provider said in a cookie that it signs. Whom that lets in is decided by
``Accounts.provider_viewer`` at every look.
"""

import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

from streamlit.auth_util import get_cookie_with_chunks
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from drives.accounts import Claims
from drives.settings import Settings
from drives.wiring import House

__all__ = ["LOGOUT", "USER_COOKIE_NAME", "claims_in", "login_address", "secrets"]

LOGOUT = "/auth/logout"
"""Streamlit's own way out: its cookies go, and the provider is told."""


def secrets(house: Callable[[], House]) -> dict[str, Any] | None:
    """The ``secrets`` of ``st.App``: the provider that the environment names, None where it names none."""
    settings = Settings.from_environment()
    provider = settings.provider
    if provider is None:
        return None
    return {
        "auth": {
            "redirect_uri": f"{settings.url}/oauth2callback",
            # Known to every process, and to nobody who holds only the store (a backup) or only the client's.
            "cookie_secret": _mixed(provider.client_secret, house().accounts.seals.secret("provider cookie")),
            "client_id": provider.client_id,
            "client_secret": provider.client_secret,
            "server_metadata_url": provider.metadata_url,
        }
    }


def _mixed(*secrets: str) -> str:
    return hmac.digest(secrets[0].encode(), secrets[1].encode(), "sha256").hex()


def login_address() -> str:
    """Where Streamlit begins the way to the provider; the address works for two minutes."""
    return generate_login_redirect_url("default")


def claims_in(cookies: Mapping[str, str], settings: Settings) -> Claims | None:
    """What the provider said, as Streamlit signed it; None where it said nothing or there is no provider."""
    if settings.provider is None or USER_COOKIE_NAME not in cookies:
        return None

    def unsigned(name: str) -> bytes | None:
        kept = cookies.get(name)
        if kept is None:
            return None
        return decode_signed_value(get_cookie_secret(), name, kept.encode("latin-1", "replace"))

    kept = get_cookie_with_chunks(unsigned, USER_COOKIE_NAME)
    try:
        said = json.loads(kept or b"null")
    except ValueError:
        return None
    return Claims.of(said) if isinstance(said, dict) and said.get("is_logged_in") is True else None
