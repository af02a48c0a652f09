"""The cache of what was read, by viewer scope, store version, local day and language.

What it gives out is frozen and shared: nobody changes it.
"""

from threading import Lock
from typing import Any, TypeVar

from drives.queries.before_logging import own_last
from drives.queries.door import Query
from drives.rules.roles import Permission
from drives.texts import current_language
from drives.ui.reads import at_hand

Answer = TypeVar("Answer")

_MOST_ANSWERS = 128
_answers: dict[tuple[Any, ...], tuple[Any]] = {}
_keeping = Lock()


def ask(asked: Query[..., Answer], **question: Any) -> Answer:
    """Ask a query, or answer what was answered already on these figures to whoever may see the same."""
    who = at_hand.viewer()
    own = asked.permission is Permission.OWN_ACCOUNT or asked.name == own_last.name
    mine = (who.account_id, who.name) if own else None
    at, told = (at_hand.store(), at_hand.stamp(), current_language()), sorted(question.items())
    key = (*at, who.scope, mine, asked.name, *told)
    known = _answers.get(key)
    if known is None:
        # Two who ask at once may both work it out: it is the same answer.
        known = (at_hand.house().queries.ask(asked, who, **question),)
        with _keeping:
            while len(_answers) >= _MOST_ANSWERS:
                del _answers[next(iter(_answers))]
            _answers[key] = known
    answer: Answer = known[0]
    return answer


def ask_once(asked: Query[..., Answer], **question: Any) -> Answer:
    """Ask a query and keep nothing: what somebody typed is hardly ever asked again."""
    return at_hand.house().queries.ask(asked, at_hand.viewer(), **question)


def close_houses() -> None:
    """Let go of every store that was opened, and of what is known of them."""
    at_hand.let_go()
    with _keeping:
        _answers.clear()
