"""Words in a free text that may tell who somebody is: a name with an age, initials with an age, a case.

Gentle and rough: what it finds is shown to whoever typed it, and never stops anybody. It is made to stay
silent about goods ("size 14", "Girls 7-8", "case of 12", "St. Mary's"), so it does not find everything.
English and Spanish.
"""

import re
import unicodedata
from collections.abc import Iterator

from drives.rules.given_names import GIVEN_NAMES

_SHOWN_MOST = 60
_NEAR = 80
"""How far before a number its name is looked for."""

_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_NUMBER = re.compile(r"(?<![\w.,/#$€:])(?<![\d–-]-)\d{1,3}(?!\d)")
_YEARS = re.compile(
    r"\s*-?\s*(?:y\.?\s?/?\s?o\b\.?|yrs?\b\.?(?:\s+old\b)?|years?[\s-]+olds?\b|years?\b(?=\s*(?:[.,;)]|$))"
    r"|años\b|anos\b|months?[\s-]+old\b|mos?\b\.?\s+old\b|meses\s+de\s+edad\b)",
    re.IGNORECASE,
)
_AGE_BEFORE = re.compile(r"(?<!\w)(?:aged?|edad)\s*[:=]?\s*\Z", re.IGNORECASE)
_JOINT = re.compile(
    r"(?:[\s,(\[:–—-]|(?<!\w)(?:who\s+is|who['’]s|is|es|tiene|de|turns|cumple|aged?|edad)(?!\w))*\Z",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"\s*[,(\[:–—-]?\s*\Z")
# What stands after a bare number when it is somebody's age, and not a number of things.
_AFTER_AGE = re.compile(
    r"(?!\s*[-–/]\s*\d|[%\w/])\s*(?:\Z|[.;)\]!?\n]|,(?!\d)|(?:and|y|e|needs?|is|who|with|has|in|at|wears?|likes?|"
    r"wants?|girl|boy|male|female|grade|necesita|es|tiene|quiere|usa|con|en|del?|niñ[oa]|chic[oa])(?!\w))",
    re.IGNORECASE,
)

_LAST_WORDS = re.compile(rf"(?<![\w.@/-])(?:(?P<first>{_WORD})\s+)?(?P<last>{_WORD}|[A-Z]\.)\Z")
_SAINT = re.compile(r"(?<!\w)(?:st|ste|saint|san|santa|santo|camp|fort|port|lake)\.?\s+\Z", re.IGNORECASE)
# Whoever is spoken of like this is a person, whatever the name.
_CALLED = re.compile(
    r"(?<!\w)(?:(?i:for|para|named|called|name\s+is|llamad[oa]|se\s+llama|kid|child|boy|girl|teen|youth|son|"
    r"daughter|brother|sister|baby|niñ[oa]|joven|hij[oa]|herman[oa]|bebé))\s+"
    r"(?P<name>[A-ZÁÉÍÓÚÑÜ][a-záéíóúñü][\w'’-]*)(?:\s+[A-ZÁÉÍÓÚÑÜ][\w.'’-]*)?\Z"
)
_DOTTED = re.compile(r"(?<![\w.])(?P<name>(?:[A-ZÁÉÍÓÚÑ]\.\s?){1,3})\Z")
_UNDOTTED = re.compile(r"(?<![\w.])(?P<name>[A-Z]{2,3})\Z")
_NO_INITIALS = frozenset(
    ["US", "UK", "AM", "PM", "PO", "DC", "LA", "NY", "EU", "USA", "BC", "XL", "XXL", "XS", "TV", "DVD", "ABC"]
)
# What stands before an age where goods are for many.
_MANY = (
    "age all any baby boy child children class clothes coat everybody everyone family girl grade group "
    "infant kid newborn play school size teen them toddler toy women young youth"
)
_NO_NAMES = frozenset(_MANY.split())

_ONE_PERSON = re.compile(
    r"(?<!\w)\d{1,2}[\s-]*(?:years?|yr|month|mo)[\s-]*old\s+(?:girl|boy|male|female|kid|child|teen|son|daughter|"
    r"mother|mom|man|woman|runaway)(?![\w'’])"
    r"|(?<!\w)(?:una?|su|mi|nuestr[oa]|est[ae])\s+(?:niñ[oa]|jovencit[oa]|joven|chic[oa]|muchach[oa]|hij[oa]|bebé|"
    r"madre|mujer)\s+de\s+\d{1,2}\s+(?:años|meses)(?!\w)"
    r"|(?<!\w)(?:my|her|his|their|our)\s+(?:son|daughter|kid|child|baby|boy|girl|niece|nephew|grandson|"
    r"granddaughter)\s*[,(]?\s*(?:is\s+|aged?\s+)?\d{1,2}(?!\w|\s*(?:-|to)\s*\d)",
    re.IGNORECASE,
)
_THINGS = (
    r"(?:ct|count|pcs?|packs?|pk|units?|oz|lbs?|cans?|bottles?|boxes|items?|each|ea|pairs?|bags?|wipes?|diapers?|"
    r"rolls?|bars?|jars?|meals?|gallons?|ml|kg|g|people|latas?|cajas?|paquetes?)"
)
_CASE = re.compile(
    r"(?<![\w-])(?<!\bin\s)(?<!\ben\s)(?:case|docket|caso|expediente)\s*"
    r"(?:(?:#|no\.|num(?:ber)?\.?|id|n[°º]\.?|n[uú]m(?:ero)?\.?)\s*[:#]?\s*(?:[a-z]{1,4}-?)?\d[\w-]*"
    rf"|:?\s*(?:[a-z]{{1,3}}-?\d{{2,}}[\w-]*|\d{{4,}}[\w-]*|\d{{2,4}}-\d{{2,}}[\w-]*)(?!\s*{_THINGS}(?!\w)))"
    r"|(?<![\w-])file\s*(?:#|no\.|number)\s*:?\s*\d[\w-]*|(?<![\w-])file\s+\d{4,}(?!\w)",
    re.IGNORECASE,
)
_RECORD = re.compile(
    r"(?<!\w)d\.?\s?o\.?\s?b(?!\w)\.?|(?<!\w)date\s+of\s+birth|(?<!\w)birth\s?date(?!\w)"
    r"|(?<!\w)born\s+(?:on|in)\s+[^\s\d]{0,10}\d[\d./-]*|(?<!\w)fecha\s+de\s+nacimiento|(?<!\w)nacid[oa]\s+(?:el|en)(?!\w)"
    r"|(?<!\w)ssn(?!\w)|(?<!\w)social\s+security\s+(?:no\.|number|#)|seguro\s+social(?!\w)|(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"
    r"|(?<!\w)(?:hmis|mrn|medicaid|inmate)\s*(?:#|no\.|number|id)?\s*[:#]?\s*(?:[a-z]{1,2}-?)?\d{3,}(?!\w)",
    re.IGNORECASE,
)
_CLIENT = re.compile(
    r"(?<![\w-])(?<!\bal\s)client(?:e|a)?(?:['’]s)?(?![\w-])"
    r"(?!\s+(?:choice|services?|intake|list|led|facing|numbers?|counts?|families|needs)(?!\w))",
    re.IGNORECASE,
)
_HELPERS = (
    r"(?:case\s?worker|case\s+manager|social\s+worker|foster\s+(?:mom|mother|dad|father|home|family)|"
    r"probation\s+officer|placement|court\s+date|trabajadora?\s+social)"
)
_CASE_OF_NAME = re.compile(
    rf"(?<![\w.'’-])(?P<owner>[^\W\d_]+)['’]s\s+(?:case|file|{_HELPERS})(?!\w|\s+of(?!\w))"
    rf"|(?<!\w)(?:case|file|caso|expediente|{_HELPERS})\s+(?:of|for|de)\s+(?P<of>[^\W\d_]+)(?!\w)",
    re.IGNORECASE,
)


def person_words(text: str) -> str | None:
    """The words of a text that may tell who somebody is, as typed and cut at 60 signs; None for none."""
    plain = unicodedata.normalize("NFC", text)
    found = min(_found(plain), default=None)
    if found is None:
        return None
    words = " ".join(plain[found[0] : found[1]].split())
    return words if len(words) <= _SHOWN_MOST else words[: _SHOWN_MOST - 1] + "…"


def _found(text: str) -> Iterator[tuple[int, int]]:
    """Where such words begin and end."""
    for pattern in (_RECORD, _CASE, _CLIENT, _ONE_PERSON):
        yield from (match.span() for match in pattern.finditer(text))
    for match in _CASE_OF_NAME.finditer(text):
        if _is_given(match["owner"] or match["of"]):
            yield match.span()
    for number in _NUMBER.finditer(text):
        yield from _with_age(text, number.start(), number.end())


def _with_age(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Who stands before the number between ``start`` and ``end``, where that reads like an age."""
    before = text[max(0, start - _NEAR) : start]
    left = start - len(before)
    years = _YEARS.match(text, end)
    said_age = years is not None or _AGE_BEFORE.search(before) is not None
    if not said_age and not _AFTER_AGE.match(text, end):
        return
    if years is None and text[end : end + 1].isalpha():
        return
    joint = (_JOINT if said_age else _SIGNS).search(before)
    head = before if joint is None else before[: joint.start()]
    name = _name_at_end(head, said_age=said_age)
    if name is not None:
        yield left + name, end if years is None else years.end()


def _name_at_end(head: str, *, said_age: bool) -> int | None:
    """Where the name begins that a text ends with; None where it ends with none.

    Where an age is said in so many words, less is enough to be a name.
    """
    words = _LAST_WORDS.search(head)
    if words is not None:
        for part in ("first", "last"):
            if words[part] and _is_given(words[part]) and not _SAINT.search(head[: words.start(part)]):
                return words.start(part)
    dotted = _DOTTED.search(head)
    if dotted is not None and _initials(dotted["name"]):
        few = len(_initials(dotted["name"])) == 1
        return None if few and not said_age else dotted.start()
    if not said_age:
        return None
    undotted = _UNDOTTED.search(head)
    if undotted is not None and _initials(undotted["name"]):
        return undotted.start()
    called = _CALLED.search(head)
    if called is not None:
        name = called["name"].casefold()
        if name not in _NO_NAMES and not name.endswith("s"):
            return called.start()
    return None


def _initials(text: str) -> str:
    """The letters of initials; "" where those mean something else."""
    letters = "".join(sign for sign in text if sign.isalpha())
    return "" if letters in _NO_INITIALS else letters


def _is_given(name: str) -> bool:
    folded = unicodedata.normalize("NFD", name.casefold())
    return "".join(sign for sign in folded if not unicodedata.combining(sign)) in GIVEN_NAMES
