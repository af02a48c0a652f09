"""What somebody uses, as she would know it again in the list of her sessions."""

# The first that a browser claims to be, in this order, is what it is: most claim to be several.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str | None:
    """Browser and system of a ``User-Agent`` ("Firefox · Android"); None where neither is known."""
    known = [
        next((name for sign, name in signs if sign in user_agent), None) for signs in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, known)) or None
