"""The starter catalogue keeps its rules: read with the csv module alone, none of the program."""

import csv
import io
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

CATALOGUE = Path(__file__).resolve().parents[2] / "data" / "catalogue.csv"

HEADER = (
    "name,category,unit,sku,barcode,pack,pack_quantity,unit_weight_lb,unit_value,"
    "date_rule,people_per_unit,synonyms,active"
)
CATEGORIES = {
    "Baby",
    "Clothing",
    "Food",
    "Gift cards and passes",
    "Health",
    "Household",
    "Hygiene",
    "Pet",
    "School",
    "Travel and foster care",
}
UNITS = re.compile(
    r"each|pair|pack|kit|set|box|bag|can|jar|bottle|tube|roll|carton|pouch|tub|case|"
    r"lb|oz|kg|g|gallon|quart|liter|ream"
)
DATE_RULES = {"none", "advice", "strict", "formula"}
MEDICINE_LIKE = {
    "Antibiotic ointment",
    "Baby food, jars",
    "Baby food, pouches",
    "Condoms",
    "Cough drops",
    "Diaper rash cream",
    "Eggs",
    "Milk, fresh",
    "Pain reliever tablets, adult",
    "Sunscreen",
    "Toddler milk drink",
}
CASH_LIKE = re.compile(r"\b(gift cards?|bus pass(es)?|tokens?|vouchers?|cash|tickets?|quarters|coins)\b")
NUMBER_WORDS = re.compile(
    r"\b(\d+|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|dozen)\b"
)
PROGRAM_LISTS = {
    "street outreach": [
        "Wool socks",
        "Men's underwear, medium",
        "Women's underwear, medium",
        "Bras, wire-free, medium",
        "Menstrual pads",
        "Tampons",
        "Backpacks, adult",
        "Duffel bags",
        "Phone chargers",
        "Power banks",
        "Rain ponchos",
        "Hand warmers",
        "Wet wipes",
        "First aid kits",
        "Flashlights",
        "Laundry detergent, single loads",
        "Sewing kits",
    ],
    "foster care": ["Duffel bags", "Suitcases", "Plush toys", "Comfort blankets", "Pajamas, child, small"],
    "food clients": [
        "Soup, pop-top can",
        "Can openers",
        "Milk, shelf-stable",
        "Cooking oil",
        "Spices, assorted",
        "Coffee, ground",
        "Flour",
    ],
    "pets": ["Cat food, dry", "Dog food, dry"],
}

# What a Spanish synonym is known by: an accent, a small word, or one of these nouns and adjectives.
SPANISH = re.compile(
    r"[áéíóúüñ]|\b("
    r"con|de|del|el|en|la|para|sin|talla|tipo|y|pasta dental|protector solar|"
    r"abrelatas|aceite|adhesivas|afeitadoras|agendas|agua|alimentos|almohadas|"
    r"antitranspirante|arroz|bebidas|biberones|billeteras|blanquillos|bloqueador|calzoncitos|"
    r"carne|carteras|chamarras|chupetes|chupones|cobijas|compresas|condensada|condimentos|"
    r"condones|costureros|crayolas|crayones|crema|cubrebocas|curitas|desodorante|"
    r"despertadores|diarios|ejotes|enlatado|especias|faciales|fideos|frazadas|frijol|"
    r"frijoles|galletas|gorros|hilo|hojas|huevos|impermeables|jitomate|jugo|lavaloza|leche|"
    r"lentejas|linternas|maletas|mamaderas|mantas|mantitas|marcadores|mascarillas|medias|"
    r"menstruales|mermelada|papas|patatas|peluches|pilas|plumones|pollo|preservativos|"
    r"rastrillos|rasuradoras|sopa|tallarines|tampones|teteros|tijeras|toallas|vajilla|valijas"
    r")\b"
)


def folded(text: str) -> str:
    """The text as a hurried reader compares it: no case, accents, apostrophes or punctuation."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", re.sub(r"['’]", "", bare.casefold())))


def is_spanish(synonym: str) -> bool:
    return SPANISH.search(synonym.casefold()) is not None


def synonyms_of(row: dict[str, str]) -> list[str]:
    return row["synonyms"].split(";")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with CATALOGUE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def test_the_file_is_plain_utf8_csv_with_line_feeds() -> None:
    content = CATALOGUE.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    text = content.decode("utf-8")
    again = io.StringIO()
    csv.writer(again, lineterminator="\n").writerows(csv.reader(io.StringIO(text), strict=True))
    assert text == again.getvalue()


def test_the_columns_are_those_of_the_contract_in_its_order() -> None:
    with CATALOGUE.open(encoding="utf-8", newline="") as lines:
        header, *body = csv.reader(lines, strict=True)
    assert ",".join(header) == HEADER
    assert {len(line) for line in body} == {len(header)}


def test_there_are_at_least_150_items_and_eight_in_every_category(rows: list[dict[str, str]]) -> None:
    counted = Counter(row["category"] for row in rows)
    assert len(rows) >= 150
    assert set(counted) == CATEGORIES
    assert {name: count for name, count in counted.items() if count < 8} == {}


def test_rows_are_ordered_by_category_then_name(rows: list[dict[str, str]]) -> None:
    keys = [(row["category"].casefold(), row["name"].casefold()) for row in rows]
    assert keys == sorted(keys)


def test_every_unit_and_date_rule_is_one_of_the_lists(rows: list[dict[str, str]]) -> None:
    assert [row["unit"] for row in rows if not UNITS.fullmatch(row["unit"])] == []
    assert {row["date_rule"] for row in rows} - DATE_RULES == set()


def test_every_item_is_active_and_has_no_barcode_and_no_value(rows: list[dict[str, str]]) -> None:
    assert {(row["active"], row["barcode"], row["unit_value"]) for row in rows} == {("yes", "", "")}


def test_no_cell_has_stray_spaces_or_would_run_in_a_spreadsheet(rows: list[dict[str, str]]) -> None:
    cells = [cell for row in rows for cell in [*row.values(), *synonyms_of(row)]]
    assert [cell for cell in cells if cell != " ".join(cell.split())] == []
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "'")] == []


def test_every_sku_is_short_speaks_in_words_and_is_used_once(rows: list[dict[str, str]]) -> None:
    skus = [row["sku"] for row in rows]
    assert [sku for sku in skus if not re.fullmatch(r"[A-Z]+(-[A-Z]+)+", sku) or len(sku) > 32] == []
    assert [sku for sku, count in Counter(skus).items() if count > 1] == []


def test_every_item_has_two_english_synonyms_first_and_a_spanish_one_last(rows: list[dict[str, str]]) -> None:
    """By convention the English ones come first; Spanish is known as SPANISH says."""
    wrong = {}
    for row in rows:
        spanish = [is_spanish(synonym) for synonym in synonyms_of(row)]
        if not spanish[-1] or spanish.count(False) < 2 or spanish != sorted(spanish):
            wrong[row["name"]] = row["synonyms"]
    assert wrong == {}


def test_no_name_or_synonym_is_shared_between_two_items_or_said_twice(rows: list[dict[str, str]]) -> None:
    said = Counter(folded(text) for row in rows for text in [row["name"], *synonyms_of(row)])
    assert [text for text, count in said.items() if count > 1] == []
    assert "" not in said


def test_no_two_items_differ_only_by_a_number(rows: list[dict[str, str]]) -> None:
    kept = Counter(" ".join(NUMBER_WORDS.sub(" ", folded(row["name"])).split()) for row in rows)
    assert [name for name, count in kept.items() if count > 1] == []
    assert [row["name"] for row in rows if re.search(r"\d", row["name"])] == []


def test_a_pack_has_a_name_and_a_count_that_agree_or_neither(rows: list[dict[str, str]]) -> None:
    wrong = []
    for row in rows:
        pack, count = row["pack"], row["pack_quantity"]
        named = re.search(r"^\w+ of (\d+)$", pack)
        said = named.group(1) if named else "12" if re.fullmatch("dozen( pairs)?", pack) else ""
        if said != count or bool(pack) != bool(count) or count in ("0", "1"):
            wrong.append((row["name"], pack, count))
    assert wrong == []


def test_weights_are_positive_have_at_most_three_decimals_and_belong_to_food(
    rows: list[dict[str, str]],
) -> None:
    weighed = [row for row in rows if row["unit_weight_lb"]]
    assert len(weighed) >= 40
    for row in weighed:
        weight = row["unit_weight_lb"]
        assert re.fullmatch(r"(0|[1-9]\d*)(\.\d{0,2}[1-9])?", weight), row["name"]
        assert Decimal("0.05") <= Decimal(weight) <= 50, row["name"]
        assert row["category"] in {"Food", "Baby", "Pet"}, row["name"]


def test_what_is_counted_in_pounds_weighs_a_pound(rows: list[dict[str, str]]) -> None:
    by_the_pound = {row["unit_weight_lb"] for row in rows if row["unit"] == "lb"}
    assert by_the_pound == {"1"}


def test_the_formula_rule_is_for_infant_formula_and_for_nothing_else(rows: list[dict[str, str]]) -> None:
    """21 CFR 107.20: infant formula carries a use-by date, and nothing past it may be given out."""
    ruled = {row["name"] for row in rows if row["date_rule"] == "formula"}
    assert ruled == {row["name"] for row in rows if row["name"].startswith("Infant formula")}
    assert len(ruled) >= 3


def test_food_and_medicine_keep_their_dates_and_clothing_keeps_none(rows: list[dict[str, str]]) -> None:
    rule = {row["name"]: row["date_rule"] for row in rows}
    assert {name: rule.get(name) for name in MEDICINE_LIKE} == dict.fromkeys(MEDICINE_LIKE, "strict")
    assert {row["date_rule"] for row in rows if row["category"] in ("Clothing", "School")} == {"none"}
    undated_food = {row["name"] for row in rows if row["category"] == "Food" and row["date_rule"] == "none"}
    assert undated_food == {"Mixed food bags", "Mixed food, unsorted"}


def test_only_things_made_for_one_person_say_how_many_they_serve(rows: list[dict[str, str]]) -> None:
    serving = {row["name"]: row["people_per_unit"] for row in rows if row["people_per_unit"]}
    assert serving["Hygiene kits"] == "1"
    assert set(serving.values()) == {"1"}
    assert {row["unit"] for row in rows if row["name"] in serving} <= {"kit", "pack"}


def test_what_is_as_good_as_cash_is_in_a_category_of_its_own(rows: list[dict[str, str]]) -> None:
    """Two people count it, and it weighs nothing (rules/cash_like.py): it goes by the category."""
    goods = [row for row in rows if row["category"] != "Gift cards and passes"]
    texts = [text for row in goods for text in [row["name"], *synonyms_of(row)]]
    assert [text for text in texts if CASH_LIKE.search(folded(text))] == []


@pytest.mark.parametrize("program", PROGRAM_LISTS)
def test_what_each_kind_of_program_asks_for_is_there(rows: list[dict[str, str]], program: str) -> None:
    names = {row["name"] for row in rows}
    assert [name for name in PROGRAM_LISTS[program] if name not in names] == []


def test_sizes_of_clothing_run_without_a_gap(rows: list[dict[str, str]]) -> None:
    sizes: dict[str, set[str]] = {}
    for row in rows:
        base, _, size = row["name"].rpartition(", ")
        if row["category"] == "Clothing" and size in {"small", "medium", "large", "extra large"}:
            sizes.setdefault(base, set()).add(size)
    assert len(sizes) >= 6
    assert {base: found for base, found in sizes.items() if not found >= {"small", "medium", "large"}} == {}
