import pytest

from drives.exchange.columns import KINDS, Form

CONTRACT = {
    "items": "name category unit; sku barcode pack pack_quantity unit_weight_lb unit_value date_rule "
    "people_per_unit synonyms active value_from",
    "programs": "name kind; slug description service_area hub address hide_address unlisted url phone email "
    "languages accepted not_accepted welcomes",
    "sites": "name kind; slug address hours latitude longitude public",
    "drives": "name starts_on ends_on; slug programs sites goals story public closed_on teams archived_on",
    "needs": "program item quantity; unit pack priority posted_on confirmed_on needed_by drive note status "
    "reference repeats repeat_quantity told_on told_how told_by",
    "donors": "name kind; email phone address credit reference",
    "donations": "received_on item quantity; unit pack rejected reject_reason drive site donor donor_email "
    "team source date_mark date_kind lot_code restricted_to reference note",
    "stock": "item site quantity; counted_on date_mark date_kind lot_code restricted_to",
}


@pytest.mark.parametrize("kind", CONTRACT)
def test_the_columns_are_the_contracts_in_its_order(kind: str) -> None:
    required, others = CONTRACT[kind].split(";")
    assert KINDS[kind].required == tuple(required.split())
    assert KINDS[kind].names == (*required.split(), *others.split())


def test_kinds_come_in_the_order_in_which_they_refer_to_each_other() -> None:
    assert list(KINDS) == list(CONTRACT)


def test_a_closed_column_has_its_list() -> None:
    for kind in KINDS.values():
        for column in kind.columns:
            assert (column.choices is not None) == (column.form in (Form.CHOICE, Form.CHOICES)), (
                kind.kind,
                column.name,
            )


@pytest.mark.parametrize(
    ("kind", "header", "column"),
    [
        ("donations", "RECEIVED_ON", "received_on"),
        ("donations", "received on", "received_on"),
        ("donations", "ReceivedOn", "received_on"),
        ("donations", "Date Received", "received_on"),
        ("donations", "Qty.", "quantity"),
        ("donations", "amount", "quantity"),
        ("donations", "Item Name", "item"),
        ("donations", "Location", "site"),
        ("donations", "Drop-off site", "site"),
        ("donations", "E-Mail", "donor_email"),
        ("donations", "Artículo", "item"),
        ("donors", "E-mail", "email"),
        ("sites", "lng", "longitude"),
        ("needs", "Due date", "needed_by"),
        ("stock", "On hand", "quantity"),
        ("donations", "Shoe size", None),
    ],
)
def test_headers_are_known_as_people_write_them(kind: str, header: str, column: str | None) -> None:
    assert KINDS[kind].column_for(header) == column


def test_every_synonym_names_a_column_of_its_kind() -> None:
    for kind in KINDS.values():
        assert set(kind.synonyms.values()) == set(kind.names)
