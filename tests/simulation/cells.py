from drives.rules.progress import FIGURES
from drives.rules.quantity import to_text


def progress_cells(rows, *, of_drive):
    out = []
    for row in rows:
        cells = {"item": row.item, "category": row.category, "unit": str(row.unit)}
        for name in FIGURES:
            v = getattr(row.figures, name)
            if name == "goal":
                if of_drive:
                    cells[name] = "" if v is None else to_text(v)
            elif name == "coverage":
                cells[name] = f"{v.normalize():f}"
            else:
                cells[name] = to_text(v)
        out.append(cells)
    return out
