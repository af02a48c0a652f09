"""Addresses that could be ones, and what is none."""

import pytest

from drives.errors import Refusal
from drives.rules.addresses import email_address, page_address, web_address


def test_a_bare_www_gets_https() -> None:
    assert web_address("www.example.org/give", 400) == "https://www.example.org/give"


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "http://nowhere", "ftp://example.org", "http://a b.org"]
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="web address"):
        web_address(text, 400)


@pytest.mark.parametrize("text", ["a", "a@b", "a@b..org", "<a@b.org>", "a@b.org, c@d.org"])
def test_what_is_no_email_address_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="e-mail"):
        email_address(text)


@pytest.mark.parametrize("text", ["Winter", "../up", "a--b", "-a", "a b"])
def test_what_is_no_page_address_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="page's address"):
        page_address(text)
