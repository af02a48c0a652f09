"""The paper: every letter of a name is on it, its codes can be read, and the same is the same."""

from io import BytesIO

import pypdf

from drives.documents.paper import Paper


def text_of(document: bytes) -> str:
    """What a PDF says, page by page."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(document)).pages)


def a_page(said: str) -> bytes:
    """One page that says it."""
    paper = Paper("A page")
    paper.add_page()
    paper.multi_cell(0, 6, said)
    return paper.done()


def test_names_of_many_languages_are_read_back() -> None:
    said = "Łucja Żak, Ñandú & Søn, Ελένη, Дарья, \U0001d54a"
    assert "Łucja Żak, Ñandú & Søn, Ελένη, Дарья" in text_of(a_page(said))


def test_the_same_content_gives_the_same_bytes() -> None:
    assert a_page("36 pairs") == a_page("36 pairs")
    assert a_page("36 pairs") != a_page("37 pairs")
