"""The apostrophe that keeps a spreadsheet from running a text (CSV injection), put on and taken off.

Any text that begins with what a spreadsheet would run gets one leading apostrophe when written, and
so does one that begins with an apostrophe; reading takes off exactly one. So texts come back as they
were, and quantities and dates never carry one.
"""

_RUN = ("=", "+", "-", "@", "\t", "\r", "'", "＝", "＋", "－", "＠")


def guard_cell(text: str) -> str:
    """The text as a CSV or XLSX cell that no spreadsheet runs."""
    return f"'{text}" if text.startswith(_RUN) else text


def unguard_cell(cell: str) -> str:
    """The text of a cell: without its one leading apostrophe, if it has any."""
    return cell[1:] if cell[:1] == "'" else cell
