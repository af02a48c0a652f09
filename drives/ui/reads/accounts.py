"""People and what they did: one's own account and sessions, everybody's, the trail."""

from drives.accounts import SessionSeen
from drives.queries.activity import Done, Narrowed, activity, activity_count
from drives.queries.activity_people import activity_people
from drives.queries.activity_words import Who
from drives.queries.people import AccountShown, GrantShown, OwnAccount, accounts, own_account, own_grants
from drives.rules.roles import Permission
from drives.ui.reads import at_hand
from drives.ui.reads.cached import ask, ask_once


def me() -> OwnAccount | None:
    """One's own account; None for whoever has none."""
    return ask(own_account) if at_hand.viewer().may(Permission.OWN_ACCOUNT) else None


def my_grants() -> tuple[GrantShown, ...]:
    """One's own roles."""
    return ask(own_grants)


def my_sessions() -> tuple[SessionSeen, ...]:
    """Where one is signed in, as of this very moment, the session at hand first."""
    mine = at_hand.viewer().account_id
    if mine is None:
        return ()
    return at_hand.house().accounts.sessions_of(mine, at_hand.cookie(), at_hand.provider_claims())


def all_accounts() -> tuple[AccountShown, ...]:
    """All accounts by name, as of this very moment: who was seen last does not change the version."""
    return ask_once(accounts)


def trail(wanted: Narrowed, page: int) -> tuple[Done, ...]:
    """A page of what was done, the newest first."""
    return (
        ask_once(activity, wanted=wanted, page=page)
        if wanted.sought
        else ask(activity, wanted=wanted, page=page)
    )


def trail_count(wanted: Narrowed) -> int:
    """How many entries there are on all pages."""
    return ask_once(activity_count, wanted=wanted) if wanted.sought else ask(activity_count, wanted=wanted)


def trail_people() -> tuple[tuple[str, Who], ...]:
    """Who may have done something, by the key that the address has."""
    return ask(activity_people)
