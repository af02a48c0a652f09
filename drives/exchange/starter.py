"""The starter catalogue: items that drives like ours ask for, under the words people use."""

import csv

from drives.commands.items import AddItem, Pack, add_item
from drives.rules.dates import DateRule
from drives.rules.quantity import parse_quantity
from drives.rules.roles import Viewer
from drives.rules.units import Unit
from drives.settings import shipped
from drives.wiring import House


def load_starter_catalogue(house: House, viewer: Viewer) -> None:
    with shipped("catalogue.csv").open(encoding="utf-8", newline="") as f:
        for i, row in enumerate(csv.DictReader(f)):
            packs = (Pack(None, row["pack"], parse_quantity(row["pack_quantity"])),) if row["pack"] else ()
            house.commands.perform(
                add_item,
                AddItem(
                    row["name"],
                    row["category"],
                    Unit(row["unit"]),
                    DateRule(row["date_rule"]),
                    row["sku"] or None,
                    parse_quantity(row["unit_weight_lb"]) if row["unit_weight_lb"] else None,
                    packs=packs,
                    synonyms=tuple(w.strip() for w in row["synonyms"].split(";")),
                ),
                viewer=viewer,
                request_id=f"starter-{i}",
            )
