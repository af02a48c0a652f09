"""Donors, what they gave, and the letters that thank them."""

from drives.queries.donor_doubles import Double, donor_doubles
from drives.queries.donor_history import DonorHistory, donor_history
from drives.queries.donors import DonorShown, Erasing, Gave, donors, erasing, given_by
from drives.queries.letters import (
    IssuerShown,
    LetterOfDonation,
    LetterSeen,
    LettersOfYear,
    Unissuable,
    issuers,
    letter,
    letter_of_donation,
    letters_of_year,
    unissuable,
)
from drives.ui.reads.cached import ask


def all_donors() -> tuple[DonorShown, ...]:
    """All donors and teams by name."""
    return ask(donors)


def gifts_of(donor_ids: tuple[int, ...]) -> tuple[Gave, ...]:
    """How often these donors gave, and when last."""
    return ask(given_by, donor_ids=donor_ids)


def doubles() -> tuple[Double, ...]:
    """Donors who may be one, in pairs."""
    return ask(donor_doubles)


def history_of(donor_id: int) -> DonorHistory | None:
    """What a donor gave."""
    return ask(donor_history, donor_id=donor_id)


def erasing_of(donor_id: int) -> Erasing | None:
    """What erasing a donor would leave."""
    return ask(erasing, donor_id=donor_id)


def letter_issuers() -> tuple[IssuerShown, ...]:
    """The programs that issue letters, or did."""
    return ask(issuers)


def letters_in(program_id: int, year: int) -> LettersOfYear:
    """A program's letters of a year, due and issued."""
    return ask(letters_of_year, program_id=program_id, year=year)


def gifts_without_issuer(year: int) -> tuple[Unissuable, ...]:
    """Gifts of a year that no program may acknowledge."""
    return ask(unissuable, year=year)


def letter_of(donation_id: int) -> LetterOfDonation:
    """The letter that speaks of a donation, or what one could say."""
    return ask(letter_of_donation, donation_id=donation_id)


def one_letter(acknowledgement_id: int) -> LetterSeen | None:
    """A letter as it was said; None where there is none."""
    return ask(letter, acknowledgement_id=acknowledgement_id)
