"""The cells of ``export progress``, for rows that were asked for in process."""

from collections.abc import Sequence

from drives.queries.progress import ProgressRow
from drives.rules.progress import FIGURES
from drives.rules.quantity import to_text


def progress_cells(rows: Sequence[ProgressRow], *, of_drive: bool) -> list[dict[str, str]]:
    """A row of texts for each item; ``goal`` for a drive only."""
    told = []
    for row in rows:
        cells = {"item": row.item, "category": row.category, "unit": str(row.unit)}
        for name in FIGURES:
            value = getattr(row.figures, name)
            if name == "goal":
                if of_drive:
                    cells[name] = "" if value is None else to_text(value)
            elif name == "coverage":
                cells[name] = f"{value.normalize():f}"
            else:
                cells[name] = to_text(value)
        told.append(cells)
    return told
