"""The columns of each kind of file, in the contract's order (DESIGN 8), and how people head them."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from drives.rules.dates import DateKind, DateRule
from drives.rules.kinds import (
    DonorKind,
    Every,
    NeedStatus,
    Priority,
    ProgramKind,
    SiteKind,
    Source,
    ToldHow,
    WayToHelp,
)


class Form(StrEnum):
    """What a column's cells hold, and so what their text becomes (``exchange/cells.py``)."""

    LINE = auto()
    TEXT = auto()
    SLUG = auto()
    NAMES = auto()
    GOALS = auto()
    BARCODE = auto()
    EMAIL = auto()
    URL = auto()
    UNIT = auto()
    CHOICE = auto()
    CHOICES = auto()
    YES_NO = auto()
    QUANTITY = auto()
    QUANTITY_OR_ZERO = auto()
    MONEY = auto()
    DATE = auto()
    LATITUDE = auto()
    LONGITUDE = auto()


NUMBER_FORMS = frozenset({Form.QUANTITY, Form.QUANTITY_OR_ZERO, Form.MONEY, Form.LATITUDE, Form.LONGITUDE})
TEXT_FORMS = frozenset(set(Form) - NUMBER_FORMS - {Form.DATE, Form.YES_NO})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its form, at most how many characters, and which words it may hold."""

    name: str
    form: Form
    required: bool = False
    most: int = 200
    choices: type[StrEnum] | None = None


@dataclass(frozen=True)
class KindColumns:
    """The columns of one kind of file, required ones first, and other headers for them."""

    kind: str
    columns: tuple[Column, ...]
    synonyms: Mapping[str, str]
    """Header key → column name; the columns' own names are among them."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in the contract's order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns that a file must bring."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where the kind has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def column_for(self, header: str) -> str | None:
        """The column that a header means, case, spacing and signs forgiven, or None."""
        return self.synonyms.get(header_key(header))


def header_key(header: str) -> str:
    """The form under which headers are matched: letters and digits alone, case and width forgiven."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return "".join(sign for sign in folded if sign.isalnum()) or folded.strip()


def header_name(header: str) -> str:
    """The form under which two headers of a file are the same: case, spacing and underscores forgiven."""
    return " ".join(unicodedata.normalize("NFKC", header).casefold().replace("_", " ").split())


def _required(name: str, form: Form, most: int = 200, choices: type[StrEnum] | None = None) -> Column:
    return Column(name, form, True, most, choices)


def _kind(called: str, columns: tuple[Column, ...], /, **others: str) -> KindColumns:
    synonyms: dict[str, str] = {}
    for column in columns:
        synonyms[header_key(column.name)] = column.name
    for name, headers in others.items():
        for header in headers.split(","):
            synonyms.setdefault(header_key(header), name)
    return KindColumns(called, columns, synonyms)


_F = Form
_ITEM = "item name, product, product name, goods, artículo, articulo, producto"
_QUANTITY = "qty, quantity received, amount, count, number, how many, cantidad"
_SITE = (
    "location, site name, drop-off site, drop off, collection site, storage location, warehouse, sitio, lugar"
)
_NOTE = "notes, comment, comments, remark, remarks, nota, notas"
_REFERENCE = "ref, id, record id, external id, referencia"
_EMAIL = "e-mail, email address, mail, correo, correo electrónico"
_PHONE = "phone number, telephone, tel, mobile, teléfono"
_ADDRESS = "street address, street, dirección"
_NAME = "nombre"

KINDS: dict[str, KindColumns] = {
    kind.kind: kind
    for kind in (
        _kind(
            "items",
            (
                _required("name", _F.LINE),
                _required("category", _F.LINE, 100),
                _required("unit", _F.UNIT),
                Column("sku", _F.LINE, most=60),
                Column("barcode", _F.BARCODE, most=40),
                Column("pack", _F.LINE, most=100),
                Column("pack_quantity", _F.QUANTITY),
                Column("unit_weight_lb", _F.QUANTITY),
                Column("unit_value", _F.MONEY),
                Column("date_rule", _F.CHOICE, choices=DateRule),
                Column("people_per_unit", _F.QUANTITY),
                Column("synonyms", _F.NAMES, most=8000),
                Column("active", _F.YES_NO),
                Column("value_from", _F.DATE),
            ),
            name=f"{_NAME}, item, {_ITEM}",
            category="group, type, categoría, categoria",
            unit="unit of measure, uom, unidad",
            sku="item code, item number, code, código",
            barcode="upc, ean, gtin, bar code, código de barras",
            pack="pack name, package, packaging",
            pack_quantity="pack size, per pack, quantity per pack, units per pack",
            unit_weight_lb="weight lb, weight per unit lb, unit weight",
            unit_value="value, value per unit, fair market value, price",
            value_from="value from, value since, price from",
            synonyms="also known as, other names, aliases, sinónimos",
        ),
        _kind(
            "programs",
            (
                _required("name", _F.LINE),
                _required("kind", _F.CHOICE, choices=ProgramKind),
                Column("slug", _F.SLUG, most=80),
                Column("description", _F.TEXT, most=4000),
                Column("service_area", _F.LINE),
                Column("hub", _F.LINE, most=400),
                Column("address", _F.LINE, most=400),
                Column("hide_address", _F.YES_NO),
                Column("unlisted", _F.YES_NO),
                Column("url", _F.URL, most=400),
                Column("phone", _F.LINE, most=60),
                Column("email", _F.EMAIL, most=254),
                Column("languages", _F.LINE),
                Column("accepted", _F.TEXT, most=2000),
                Column("not_accepted", _F.TEXT, most=2000),
                Column("welcomes", _F.CHOICES, choices=WayToHelp),
            ),
            name=f"{_NAME}, program, program name, agency, agency name, partner, partner name, programa",
            kind="type, program type, program kind",
            description="about, descripción",
            service_area="area, area served, region",
            url="website, web site, web, link",
            phone=_PHONE,
            email=_EMAIL,
            address=_ADDRESS,
            languages="language, idiomas",
            accepted="accepts, items accepted, what is accepted, se acepta",
            not_accepted="does not accept, items not accepted, cannot accept, no se acepta",
            welcomes="ways to help, welcome",
        ),
        _kind(
            "sites",
            (
                _required("name", _F.LINE),
                _required("kind", _F.CHOICE, choices=SiteKind),
                Column("slug", _F.SLUG, most=80),
                Column("address", _F.LINE, most=400),
                Column("hours", _F.LINE, most=400),
                Column("latitude", _F.LATITUDE),
                Column("longitude", _F.LONGITUDE),
                Column("public", _F.YES_NO),
            ),
            name=f"{_NAME}, site, {_SITE}",
            kind="type, site type, site kind",
            address=_ADDRESS,
            hours="opening hours, open, horario",
            latitude="lat, latitud",
            longitude="lng, lon, long, longitud",
        ),
        _kind(
            "drives",
            (
                _required("name", _F.LINE),
                _required("starts_on", _F.DATE),
                _required("ends_on", _F.DATE),
                Column("slug", _F.SLUG, most=80),
                Column("programs", _F.NAMES, most=8000),
                Column("sites", _F.NAMES, most=8000),
                Column("goals", _F.GOALS, most=32_000),
                Column("story", _F.TEXT, most=8000),
                Column("public", _F.YES_NO),
                Column("closed_on", _F.DATE),
                Column("teams", _F.NAMES, most=8000),
                Column("archived_on", _F.DATE),
            ),
            name=f"{_NAME}, drive, drive name, campaign, campaign name, campaña",
            starts_on="start, start date, starts, from, begins on, inicio",
            ends_on="end, end date, ends, until, to, fin",
            programs="program",
            sites="site, locations",
            goals="goal",
            story="description, about",
            closed_on="closed, close date",
            teams="team, groups, equipos",
            archived_on="archived",
        ),
        _kind(
            "needs",
            (
                _required("program", _F.LINE),
                _required("item", _F.LINE),
                _required("quantity", _F.QUANTITY),
                Column("unit", _F.UNIT),
                Column("pack", _F.LINE, most=100),
                Column("priority", _F.CHOICE, choices=Priority),
                Column("posted_on", _F.DATE),
                Column("confirmed_on", _F.DATE),
                Column("needed_by", _F.DATE),
                Column("drive", _F.LINE),
                Column("note", _F.TEXT, most=2000),
                Column("status", _F.CHOICE, choices=NeedStatus),
                Column("reference", _F.LINE, most=120),
                Column("repeats", _F.CHOICE, choices=Every),
                Column("repeat_quantity", _F.QUANTITY),
                Column("told_on", _F.DATE),
                Column("told_how", _F.CHOICE, choices=ToldHow),
                Column("told_by", _F.LINE, most=120),
            ),
            program="program name, agency, partner, requested by, programa",
            item=_ITEM,
            quantity="qty, quantity needed, needed, amount, count, number, how many, cantidad",
            unit="unit of measure, uom, unidad",
            priority="urgency, prioridad",
            posted_on="posted, date posted, date, fecha",
            confirmed_on="confirmed, last confirmed",
            needed_by="need by, due, due date, needed by date, deadline",
            drive="drive name, campaign",
            note=f"{_NOTE}, why",
            reference=_REFERENCE,
            repeats="repeat, every, how often, frequency, frecuencia",
            repeat_quantity="quantity each time, par, par level",
            told_on="said on, called on",
            told_how="said how, told by way of",
            told_by="said by, caller",
        ),
        _kind(
            "donors",
            (
                _required("name", _F.LINE),
                _required("kind", _F.CHOICE, choices=DonorKind),
                Column("email", _F.EMAIL, most=254),
                Column("phone", _F.LINE, most=60),
                Column("address", _F.LINE, most=400),
                Column("credit", _F.YES_NO),
                Column("reference", _F.LINE, most=120),
            ),
            name=f"{_NAME}, donor, donor name, business name, donante",
            kind="type, donor type, donor kind",
            email=_EMAIL,
            phone=_PHONE,
            address=_ADDRESS,
            credit="credit publicly, may be named",
            reference=f"{_REFERENCE}, donor id",
        ),
        _kind(
            "donations",
            (
                _required("received_on", _F.DATE),
                _required("item", _F.LINE),
                _required("quantity", _F.QUANTITY),
                Column("unit", _F.UNIT),
                Column("pack", _F.LINE, most=100),
                Column("rejected", _F.QUANTITY_OR_ZERO),
                Column("reject_reason", _F.LINE),
                Column("drive", _F.LINE),
                Column("site", _F.LINE),
                Column("donor", _F.LINE),
                Column("donor_email", _F.EMAIL, most=254),
                Column("team", _F.LINE),
                Column("source", _F.CHOICE, choices=Source),
                Column("date_mark", _F.DATE),
                Column("date_kind", _F.CHOICE, choices=DateKind),
                Column("lot_code", _F.LINE, most=60),
                Column("restricted_to", _F.LINE),
                Column("reference", _F.LINE, most=120),
                Column("note", _F.TEXT, most=2000),
            ),
            received_on="received, date, date received, received date, donation date, donated on, day, fecha",
            item=_ITEM,
            quantity=_QUANTITY,
            unit="unit of measure, uom, unidad",
            rejected="rejected quantity, quantity rejected",
            reject_reason="reason rejected, rejection reason",
            drive="drive name, campaign, campaña",
            site=_SITE,
            donor="donor name, donated by, given by, donante",
            donor_email=_EMAIL,
            team="team name, group, equipo",
            date_mark="expiration date, expiry date, expiration, expiry, date on package",
            lot_code="lot, lot number, batch, batch number",
            restricted_to="restricted for, for program, reserved for",
            reference=f"{_REFERENCE}, donation id, receipt number",
            note=_NOTE,
        ),
        _kind(
            "stock",
            (
                _required("item", _F.LINE),
                _required("site", _F.LINE),
                _required("quantity", _F.QUANTITY_OR_ZERO),
                Column("counted_on", _F.DATE),
                Column("date_mark", _F.DATE),
                Column("date_kind", _F.CHOICE, choices=DateKind),
                Column("lot_code", _F.LINE, most=60),
                Column("restricted_to", _F.LINE),
            ),
            item=_ITEM,
            site=_SITE,
            quantity="qty, on hand, quantity on hand, amount, count, number, how many, cantidad",
            counted_on="counted, count date, date counted, date, fecha",
            date_mark="expiration date, expiry date, expiration, expiry, date on package",
            lot_code="lot, lot number, batch, batch number",
            restricted_to="restricted for, for program, reserved for",
        ),
    )
}
