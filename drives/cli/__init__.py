"""The command line: ``drives [--store URL] COMMAND`` (DESIGN 8, a contract that others script against).

0 is done, 1 is "the answer is no", 2 is wrong usage. What was asked for goes to standard output and
nothing else does; every error is a line on standard error, never a traceback.
"""

import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date
from enum import StrEnum
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from drives.cli.account import accounts
from drives.cli.allocate import allocate
from drives.cli.edges import (
    house_of,
    hundredths_of,
    leave,
    lines_of,
    progress_of,
    refuse_unwritable,
    say,
    say_bytes,
    speak_utf8,
    tell_unforeseen,
    write_file,
)
from drives.cli.report import report
from drives.errors import Refusal
from drives.rules.dates import parse_date
from drives.rules.kinds import ImportKind
from drives.rules.roles import COMMAND_LINE
from drives.settings import Settings, shipped
from drives.texts import _, ngettext, use_language

app = typer.Typer(
    name="drives",
    help="Donation drives and their inventory: needs against donations, all the way to delivery.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(accounts, name="account")
app.command()(report)
app.command()(allocate)


class ExportKind(StrEnum):
    """Kinds of files that go out."""

    ITEMS = "items"
    PROGRAMS = "programs"
    SITES = "sites"
    DRIVES = "drives"
    NEEDS = "needs"
    DONORS = "donors"
    DONATIONS = "donations"
    STOCK = "stock"
    PROGRESS = "progress"
    MOVES = "moves"
    LOTS = "lots"
    DELIVERIES = "deliveries"
    ACTIVITY = "activity"


class FileFormat(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


def _say_version(wanted: bool) -> None:
    if wanted:
        say(version("drives"))
        raise typer.Exit


@app.callback()
def _settings(
    context: typer.Context,
    store: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The store. Default: DRIVES_STORE, else sqlite:///data/drives.db."),
    ] = None,
    _show: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version and leave."),
    ] = False,
) -> None:
    settings = Settings.from_environment(store=store)
    use_language(settings.language)
    context.obj = settings


@app.command()
def init(
    context: typer.Context,
    demo: Annotated[bool, typer.Option("--demo", help="Fill it with a believable community.")] = False,
) -> None:
    """Create or upgrade the store."""
    with house_of(context) as house:
        if demo:
            from drives.demo import make_demo

            with hundredths_of(_("Making the demo community")) as told:
                make_demo(house, COMMAND_LINE, told)
    say(_("The demo community is ready.") if demo else _("The store is ready."))


@app.command()
def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port.")] = 8501,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the dashboard, by default to this machine only."""
    settings: Settings = context.obj
    with house_of(context):
        pass  # a store that cannot be opened is told here, before there is a server
    # Floors do not import their neighbours (DESIGN 5); the server is started by its name.
    import_module("drives.web.serve").serve(host=host, port=port, store_url=settings.store)


@app.command(name="import")
def import_(
    context: typer.Context,
    kind: Annotated[ImportKind, typer.Argument(metavar="KIND", help=" ".join(ImportKind))],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX.")],
    drive: Annotated[
        str | None, typer.Option(metavar="SLUG", help="The drive of rows that name none.")
    ] = None,
    site: Annotated[str | None, typer.Option(metavar="NAME", help="The site of rows that name none.")] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="How the file is to be read: TOML, or a name it is kept under."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, save nothing.")] = False,
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="Save the good rows and leave out the others.")
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the refused rows with their reasons (CSV).")
    ] = None,
) -> None:
    """Import a file, whole or not at all."""
    from drives.exchange.importing import TAKES_DRIVE, TAKES_SITE, ImportOptions, import_file

    _refuse_pointless("--drive", drive, kind, TAKES_DRIVE)
    _refuse_pointless("--site", site, kind, TAKES_SITE)
    options = ImportOptions(
        drive=drive,
        site=site,
        dry_run=dry_run,
        skip_bad_rows=skip_bad_rows,
    )
    if rejects is not None:
        refuse_unwritable(rejects)
    with house_of(context) as house, progress_of(file.name) as told:
        house.begin_day()
        if mapping is not None:
            options = replace(options, mapping=_mapping_called(house, mapping, kind))
        report = import_file(
            house.commands,
            kind,
            file,
            viewer=COMMAND_LINE,
            request_id=f"import-{uuid4().hex}",
            options=options,
            told=told,
        )
    for line in (*report.notices, *report.lines()):
        say(line, err=True)
    if rejects is not None:
        write_file(rejects, report.rejects())
    for line in report.summary():
        say(line)
    if report.faults:
        raise typer.Exit(1)


@app.command()
def export(
    context: typer.Context,
    kind: Annotated[ExportKind, typer.Argument(metavar="KIND", help=" ".join(ExportKind))],
    drive: Annotated[str | None, typer.Option(metavar="SLUG", help="Of this drive only.")] = None,
    program: Annotated[str | None, typer.Option(metavar="SLUG", help="Of this program only.")] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="As it was on a day, like 2026-04-03.")
    ] = None,
    format_: Annotated[
        FileFormat | None, typer.Option("--format", metavar="csv|xlsx|json", help="Default: csv.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Default: standard output.")
    ] = None,
) -> None:
    """Export a kind of rows."""
    from drives.exchange.exporting import ExportOptions, export_bytes
    from drives.queries.exports import NARROWED_BY

    if drive is not None and program is not None:
        raise typer.BadParameter(_("--drive and --program do not go together. Name one of them."))
    day = None if as_of is None else _day(as_of)
    for option, value in (("drive", drive), ("program", program), ("as_of", day)):
        narrowed = [one for one, options in NARROWED_BY.items() if option in options]
        _refuse_pointless(f"--{option.replace('_', '-')}", value, kind, narrowed)
    options = ExportOptions(drive, program, day, format_ or _format_of(output))
    with house_of(context) as house:
        house.begin_day()
        content = export_bytes(house.queries, kind, viewer=COMMAND_LINE, options=options)
    if output is None:
        say_bytes(content)
    else:
        write_file(output, content)


@app.command()
def verify(context: typer.Context) -> None:
    """Work every move, level and total out afresh, and name each difference."""
    from drives.store.verify import verify as differences_of
    from drives.store.verify.verdict import keep_verdict
    from drives.wiring import utc_now

    with house_of(context) as house:
        differences = differences_of(house.store)
        keep_verdict(house.store, len(differences), utc_now())
    for difference in differences:
        say(difference)
    if differences:
        said = ngettext("{count} difference was found.", "{count} differences were found.", len(differences))
        say(said.format(count=len(differences)), err=True)
        raise typer.Exit(1)
    say(_("Everything agrees: every move, level and total follows from what was recorded."))


def _refuse_pointless(option: str, value: object, kind: str, kinds: Any) -> None:
    """Wrong usage where an option means nothing for a kind."""
    if value is not None and str(kind) not in kinds:
        raise typer.BadParameter(
            _("{option} has no meaning for {kind}. It goes with: {kinds}.").format(
                option=option, kind=str(kind), kinds=" ".join(sorted(kinds))
            )
        )


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except Refusal as refusal:
        from drives.exchange.faults import visible

        said = _('--as-of takes a day like 2026-04-03; found "{found}". {expected}')
        raise typer.BadParameter(said.format(found=visible(text), expected=refusal)) from None


def _format_of(output: Path | None) -> str:
    """What a file's own ending says, else CSV."""
    ending = "" if output is None else output.suffix.lower().removeprefix(".")
    return ending if ending in list(FileFormat) else FileFormat.CSV


def _mapping_called(house: Any, path: Path, kind: str) -> Any:
    """The mapping in a file; the one of that name that comes with the program; the one kept under it."""
    from drives.exchange.mapping_files import read_mapping
    from drives.queries.imports import saved_mappings
    from drives.rules.names import fold_name

    if path.exists() or path.name != str(path):
        return read_mapping(path, kind)
    with suppress(FileNotFoundError):
        return read_mapping(shipped(f"mappings/{path.name}"), kind)
    for kept in house.queries.ask(saved_mappings, COMMAND_LINE):
        if kept.kind == kind and fold_name(kept.name) == fold_name(path.name):
            return read_mapping(kept.mapping, kind, name=kept.name)
    return read_mapping(path, kind)


def main() -> None:
    """The console script: exits with 0, 1 or 2, and shows no traceback."""
    speak_utf8()
    try:
        app(prog_name="drives")
    except SystemExit as leaving:
        leave(leaving.code if isinstance(leaving.code, int) else 0)
    except Refusal as refusal:
        for line in lines_of(refusal):
            print(line, file=sys.stderr)
        leave(1)
    except Exception as error:
        tell_unforeseen(error)
        leave(1)
