"""A free text that may be about a person is noticed; goods, sizes, packs, places and days are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.rules.given_names import GIVEN_NAMES
from drives.rules.person_words import person_words

NOTICED = [
    # A name and an age.
    ("Maria, 14", "Maria, 14"),
    ("María, 14", "María, 14"),
    ("maria 14", "maria 14"),
    ("MARIA, 14", "MARIA, 14"),
    ("Shoes size 6 for Maria, 14", "Maria, 14"),
    ("Maria (14)", "Maria (14"),
    ("Maria G., 14", "Maria G., 14"),
    ("Maria Gomez, 14", "Maria Gomez, 14"),
    ("Maria - 14", "Maria - 14"),
    ("Maria, 14, needs a coat", "Maria, 14"),
    ("Maria 14 needs a coat", "Maria 14"),
    ("Maria, 14 and David, 9", "Maria, 14"),
    ("Beds for Sofia, 3 and Mateo, 5.", "Sofia, 3"),
    ("for Jamal age 9", "Jamal age 9"),
    ("for Jamal, age 9, size 10", "Jamal, age 9"),
    ("Jamal aged 9", "Jamal aged 9"),
    ("Jamal is 9 years old", "Jamal is 9 years old"),
    ("Jamal (9 yo)", "Jamal (9 yo"),
    ("Jamal 9y/o", "Jamal 9y/o"),
    ("Jamal, 9 yrs", "Jamal, 9 yrs"),
    ("Emily, 6 months old", "Emily, 6 months old"),
    ("Ethan 17, in room 3", "Ethan 17"),
    ("Aisha: 15", "Aisha: 15"),
    ("a coat for Ngozi, age 12", "for Ngozi, age 12"),
    ("for Thuy, 9 years old", "for Thuy, 9 years old"),
    ("boy named Kwame, 8 yo", "named Kwame, 8 yo"),
    ("child Xochitl age 4", "child Xochitl age 4"),
    ("para Itzel, 9 años", "para Itzel, 9 años"),
    ("Carlos, 14 años", "Carlos, 14 años"),
    ("Carlos tiene 14 años", "Carlos tiene 14 años"),
    ("José de 7 años", "José de 7 años"),
    ("Lucía, edad 7", "Lucía, edad 7"),
    ("zapatos para Mateo, 6", "Mateo, 6"),
    ("niña Citlali, 5 años", "niña Citlali, 5 años"),
    # Initials and an age.
    ("J.M., 14", "J.M., 14"),
    ("J. M. (14)", "J. M. (14"),
    ("coat for A.B. age 9", "A.B. age 9"),
    ("JM 14 yo", "JM 14 yo"),
    ("JM, age 14", "JM, age 14"),
    ("M., 14 years old", "M., 14 years old"),
    # One child, without a name.
    ("jacket for a 15-year-old girl", "15-year-old girl"),
    ("9 year old boy who arrived Monday", "9 year old boy"),
    ("una niña de 9 años", "una niña de 9 años"),
    ("for my daughter, 9", "my daughter, 9"),
    ("her son is 4", "her son is 4"),
    # A case.
    ("case 2231", "case 2231"),
    ("Case #2231", "Case #2231"),
    ("case no. 12", "case no. 12"),
    ("case number 4417-B", "case number 4417-B"),
    ("case A-1023", "case A-1023"),
    ("case: 2024-118", "case: 2024-118"),
    ("file 20231", "file 20231"),
    ("caso 2231", "caso 2231"),
    ("expediente núm. 88", "expediente núm. 88"),
    ("expediente nº 88", "expediente nº 88"),
    ("Maria's case", "Maria's case"),
    ("ask Jamal's caseworker", "Jamal's caseworker"),
    ("caseworker for Emily", "caseworker for Emily"),
    ("caso de Lucía", "caso de Lucía"),
    # What records hold.
    ("DOB 3/4/2011", "DOB"),
    ("D.O.B. 3/4/11", "D.O.B."),
    ("date of birth unknown", "date of birth"),
    ("fecha de nacimiento 2011", "fecha de nacimiento"),
    ("born on 3/4/2011", "born on 3/4/2011"),
    ("nacida el 4 de marzo", "nacida el"),
    ("SSN on file", "SSN"),
    ("123-45-6789", "123-45-6789"),
    ("HMIS 88231", "HMIS 88231"),
    ("Medicaid # 887123", "Medicaid # 887123"),
    ("for a client", "client"),
    ("new client in room 3", "client"),
    ("the client's sister", "client's"),
    ("para un cliente", "cliente"),
    ("una clienta nueva", "clienta"),
]

LEFT_ALONE = [
    "",
    "14",
    "size 14",
    "Size 14, wide",
    "sizes 4-6",
    "12 packs",
    "case of 12",
    "cases of 24",
    "2 cases, 24 each",
    "case 12",
    "case 24 cans",
    "case 1000 ct",
    "one case 144 wipes",
    "in case 2000 people come",
    "24 per case",
    "Girls 7-8",
    "Girls 7-8, boys 10-12",
    "Boys 14",
    "Boys, 14",
    "Men's XL, 12",
    "XL, 14",
    "2T, 3T, 4T",
    "Women 8",
    "Huggies 4",
    "Huggies, 4",
    "Pampers size 5, 120",
    "Diapers 4",
    "Similac 12.4 oz",
    "Socks, 14",
    "Soap, 12",
    "Rice, 20",
    "Jasmine rice, 20 lb",
    "Dawn, 12",
    "Dawn dish soap 12",
    "Tide, 8",
    "Scott 12 rolls",
    "Carter's 12 months",
    "Newborn to 6 months",
    "0-3 months",
    "toys for ages 3-5",
    "Toys for children age 9",
    "for kids age 5 and up",
    "for Teens age 13",
    "For Children aged 5",
    "puzzles, age 3+",
    "books for 9 year olds",
    "for 9-year-olds",
    "3 years and up",
    "crib mattress, 5 years warranty",
    "St. Mary's",
    "St. Mary's, 14 boxes",
    "St. Mary, 14",
    "Saint Joseph, 3",
    "San Antonio, 12",
    "Santa Maria, 14",
    "San José, 40",
    "Maria brought them",
    "Thank you, Maria",
    "from Maria, 14 boxes",
    "from Maria, 12 packs",
    "Maria: 14 cans",
    "Maria 555-0100",
    "Maria, 14/5",
    "Maria, 7-8 pm",
    "John 3:16",
    "Matthew 25:35",
    "Maria 100%",
    "May 14",
    "June, 12",
    "Monday 14",
    "due Friday, 12 Dec",
    "by Dec 12",
    "Route 14",
    "Room 14",
    "Gate 2",
    "14 Elm Street",
    "Apt 14",
    "10 A.M., 12 boxes",
    "P.O. 14",
    "U.S. 12",
    "5 P.M., 12",
    "No. 10 cans",
    "#10 cans",
    "Grade 3, class B",
    "3rd grade class",
    "Year 2025",
    "2025-05-20",
    "our clients need warm socks",
    "clients choose",
    "client-choice pantry",
    "client choice on Saturday",
    "client services",
    "servicio al cliente",
    "nuestros clientes",
    "Sealed food\nOpen bags we throw away",
    "pillow cases, 14",
    "phone cases 12",
    "suitcases 20",
    "pencil case 2",
    "file folders 100",
    "nail files 12",
    "birthday candles",
    "birthday kits, 12",
    "born again shoes",
    "needed by Friday",
    "Bed for a family of 5",
    "calcetines talla 14",
    "talla 9-11",
    "pañales 4",
    "para niños de 9 años",
    "para niñas de 5 a 7 años",
    "cajas de 12",
    "caja 12",
    "en caso de lluvia",
    "100 personas",
    "Room by room",
    "A bed, a meal and time to think for young people.",
    "Groceries every Wednesday and Saturday, no questions asked.",
    "New socks and underwear; coats, gloves and hats clean and whole.",
    "Bags, clothes and comfort for children who move home overnight.",
    "An afternoon a week with homework, a snack and someone who listens.",
    "Socks and blankets go out with the van in the same week.",
    "Aveeno Baby 12 oz",
    "Gerber Stage 2, 12",
    "Formula, 12 months and up",
    "Kirkland 40",
    "AA, 24",
    "AAA 48",
    "9V, 12",
    "TP, 12",
    "LED, 14",
    "Team 4",
    "Troop 112",
    "Girl Scout Troop 14",
    "Grant, 14",
    "Hope, 12",
    "Victoria, 12",
]


@pytest.mark.parametrize(("text", "words"), NOTICED)
def test_what_may_tell_who_somebody_is_is_noticed(text: str, words: str) -> None:
    assert person_words(text) == words


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_goods_sizes_places_and_days_are_left_alone(text: str) -> None:
    assert person_words(text) is None


def test_what_is_found_is_in_the_text_and_is_cut_where_it_is_long() -> None:
    long = "case number " + "9" * 200
    found = person_words(long)
    assert found is not None
    assert len(found) == 60
    assert found.endswith("…")
    assert person_words("It is about\nMaria,\n14") == "Maria, 14"


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    found = person_words(text)
    assert found is None or found


def test_a_long_text_takes_no_time_that_grows_with_its_square() -> None:
    # Doubling the text at most doubles the steps: what would backtrack for minutes does not end here at all.
    for text in ("Maria " * 2000, "a" * 8000, "1" * 8000, "M. " * 3000, "case " * 2000, "- " * 4000):
        assert person_words(text[:8000]) is None


def test_names_are_lower_case_and_plain() -> None:
    assert all(name == name.casefold() and name.isalpha() and name.isascii() for name in GIVEN_NAMES)
    assert len(GIVEN_NAMES) > 400
    words = (
        "rose dawn may april june august grace hope faith joy scott victoria jordan grant mark bill will art "
        "jack ginger olive basil rosemary sage pearl ruby jasmine daisy lily dove ken ben max carter"
    )
    assert GIVEN_NAMES.isdisjoint(words.split())
