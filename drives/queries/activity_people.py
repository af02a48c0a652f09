"""Who the trail can be narrowed to, under a key for the page's address that tells no e-mail address."""

from sqlalchemy import Connection, select

from drives.model import Account, TableLink
from drives.queries.activity_words import Who, table_name, who_words
from drives.queries.door import Look, query
from drives.rules.names import fold_name
from drives.rules.roles import BY_ITSELF, COMMAND_LINE, EVERYBODY, THIS_MACHINE, Permission

_TABLES = 100
"""So many tables are offered, the newest first: a link for each day and site comes to be very many."""

_ACCOUNT, _TABLE = "account-", "table-"
_OTHERS = {
    "command-line": COMMAND_LINE.name,
    "this-machine": THIS_MACHINE.name,
    "drives": BY_ITSELF.name,
    "not-signed-in": EVERYBODY.name,
}


@query(Permission.SEE_ACTIVITY)
def activity_people(look: Look) -> tuple[tuple[str, Who], ...]:
    """Who may have done something, by key: accounts by name, the newest tables, then who has no account."""
    accounts = look.connection.execute(select(Account.id, Account.email_key)).all()
    links = look.connection.execute(
        select(TableLink.id).order_by(TableLink.id.desc()).limit(_TABLES)
    ).scalars()
    known = {f"{_ACCOUNT}{row.id}": row.email_key for row in accounts}
    tables = {f"{_TABLE}{link_id}": table_name(link_id) for link_id in links}
    words = who_words(look.connection, [*known.values(), *tables.values(), *_OTHERS.values()])
    by_name = sorted(known.items(), key=lambda one: (fold_name(words[one[1]].name), one[1]))
    return tuple((key, words[name]) for key, name in (*by_name, *tables.items(), *_OTHERS.items()))


def name_in_trail(connection: Connection, key: str) -> str | None:
    """Under which name the trail has whoever a key stands for; None where it stands for nobody."""
    if key in _OTHERS:
        return _OTHERS[key]
    kind, _dash, number = key.rpartition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    if f"{kind}-" == _TABLE:
        return table_name(int(number))
    if f"{kind}-" != _ACCOUNT:
        return None
    return connection.execute(select(Account.email_key).where(Account.id == int(number))).scalar()
