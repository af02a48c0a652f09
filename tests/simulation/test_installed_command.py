"""Two random communities through the installed command: files in, figures out, against the oracle."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.installed import Installed
from tests.simulation.histories import days_to_ask, importable_history, scopes
from tests.simulation.oracle import figures

Step = dict[str, Any]


def _table(folder: Path, kind: str, rows: list[dict[str, Any]]) -> Path:
    path = folder / f"{kind}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def tables(history: list[Step]) -> dict[str, list[dict[str, Any]]]:
    """The files that say the same as a history, in the order in which they are imported."""
    of = {do: [step for step in history if step["do"] == do] for do in {step["do"] for step in history}}
    closed = {step["drive"]: step["on"] for step in of.get("close_drive", [])}
    confirmed = {step["need"]: step["on"] for step in of.get("confirm_need", [])}
    return {
        "items": [
            {
                "name": step["item"], "category": step["category"], "unit": step["unit"],
                "date_rule": step["date_rule"], "pack": "dozen", "pack_quantity": "12",
            }
            for step in of["add_item"]
        ],
        "programs": [{"name": step["program"], "kind": "other"} for step in of["add_program"]],
        "sites": [{"name": step["site"], "kind": step["kind"]} for step in of["add_site"]],
        "drives": [
            {
                "name": step["drive"], "starts_on": step["starts_on"], "ends_on": step["ends_on"],
                "programs": ";".join(step["programs"]), "sites": ";".join(step["sites"]),
                "goals": ";".join(f"{item}={quantity}" for item, quantity in step["goals"].items()),
                "closed_on": closed.get(step["drive"], ""),
            }
            for step in of["open_drive"]
        ],
        "needs": [
            {
                "program": step["program"], "item": step["item"], "quantity": step["quantity"],
                "priority": step["priority"], "posted_on": step["posted_on"],
                "confirmed_on": confirmed.get(step["need"], ""), "needed_by": step["needed_by"] or "",
                "drive": step["drive"] or "", "reference": step["need"],
            }
            for step in of["post_need"]
        ],
        "donations": [
            {
                "received_on": step["received_on"], "item": line["item"], **_packed(line["quantity"]),
                "rejected": line["rejected"], "drive": step["drive"] or "", "site": step["site"],
                "source": step["source"], "date_mark": line["date_mark"] or "",
                "date_kind": line["date_kind"] or "", "lot_code": line["lot_code"] or "",
                "restricted_to": line["restricted_to"] or "", "reference": step["donation"],
            }
            for step in of["log_donation"]
            for line in step["lines"]
        ],
    }  # fmt: skip


def _packed(quantity: str) -> dict[str, str]:
    """Whole dozens as packs, everything else in the item's unit."""
    if Decimal(quantity) % 12 == 0:
        return {"quantity": str(Decimal(quantity) // 12), "pack": "dozen"}
    return {"quantity": quantity, "pack": ""}


@pytest.mark.parametrize("seed", [3, 8])
def test_files_through_the_installed_command_give_the_oracles_figures(
    installed: Installed, store_url: str, tmp_path: Path, seed: int
) -> None:
    def drives(*words: str) -> str:
        ran = installed.run("--store", store_url, *words)
        assert ran.returncode == 0, ran.stderr.decode()
        return ran.stdout.decode()

    history = importable_history(seed)
    for kind, rows in tables(history).items():
        drives("import", kind, str(_table(tmp_path, kind, rows)))
    slugs = {
        row["name"]: row["slug"]
        for kind in ("drives", "programs")
        for row in csv.DictReader(io.StringIO(drives("export", kind)))
    }
    today = datetime.now(UTC).date()
    asked: list[date | None] = [None, *days_to_ask(history, 3)[:1]]
    for scope in scopes(history):
        for day in asked:
            words = ["export", "progress"]
            words += [] if scope is None else [f"--{scope[0]}", slugs[scope[1]]]
            words += [] if day is None else ["--as-of", day.isoformat()]
            told = list(csv.DictReader(io.StringIO(drives(*words))))
            assert told == figures(history, scope=scope, as_of=day or today), f"{scope} {day}"
    drives("verify")
