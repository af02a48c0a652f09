"""Which of our languages a browser asks for."""

from drives.texts import languages


def negotiated(accept_language: str) -> str:
    """The best of our languages for an ``Accept-Language`` header; "en" where none fits."""
    wishes: list[tuple[float, str]] = []
    for wish in accept_language[:500].split(","):
        tag, _, weight = wish.strip().partition(";q=")
        try:
            wishes.append((-float(weight or 1), tag.split("-")[0].lower()))
        except ValueError:
            continue
    return next((tag for _, tag in sorted(wishes, key=lambda wish: wish[0]) if tag in languages()), "en")
