"""``drives report``: what a drive came to and where its gifts went, as a file to pass on."""

from pathlib import Path
from typing import Annotated

import typer

from drives.cli.edges import house_of, refuse_unwritable, write_file
from drives.rules.roles import COMMAND_LINE
from drives.texts import _


def report(
    context: typer.Context,
    drive: Annotated[str, typer.Option(metavar="SLUG", help="The drive.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="A .pdf or an .xlsx.")],
) -> None:
    """Write a drive's report: its figures, and where what was given went."""
    from drives.documents.drive_report import drive_report_file
    from drives.exchange.drive_report import drive_report_book

    make = {".pdf": drive_report_file, ".xlsx": drive_report_book}.get(output.suffix.lower())
    if make is None:
        raise typer.BadParameter(_("-o takes a file that ends with .pdf or with .xlsx."))
    refuse_unwritable(output)
    with house_of(context) as house:
        house.begin_day()
        content = make(house.queries, COMMAND_LINE, drive)
    write_file(output, content)
