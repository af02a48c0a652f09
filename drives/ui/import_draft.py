"""A file that is being imported, and what was chosen for it: this person's alone, in her session only.

The file's bytes are here and nowhere else. They are let go when it is imported, when another file is
taken, and with the session.
"""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from drives.exchange.columns import KINDS
from drives.exchange.faults import unreadable
from drives.exchange.import_report import ImportOptions, ImportReport
from drives.exchange.mapping import NO_MAPPING, Mapping
from drives.exchange.mapping_choices import UNPIVOTED, Choices, choices_of, mapping_of
from drives.exchange.reading import first_rows
from drives.exchange.sources import UPLOAD
from drives.exchange.suggesting import is_header, likely_header
from drives.exchange.text_tables import Record
from drives.rules.imports import importable
from drives.texts import _
from drives.ui import reads

KIND = "kind"
"""What the page's address calls the kind of file."""
_KEY = "import.draft"

Looked = tuple[tuple[str, ...], list[Record]]
"""The sheets of a file, and its first rows."""


@dataclass
class Draft:
    """A file and everything that was chosen for it. ``form`` is in the keys of its fields."""

    name: str
    content: bytes
    kind: str
    guessed: str | None = None
    """The kind that was read off the file, where nobody had said one: not said of the next file."""
    form: str = field(default_factory=lambda: uuid4().hex[:8])
    sheet: str | None = None
    header_row: int | None = None
    begun: Mapping = NO_MAPPING
    begun_by: str = ""
    choices: Choices = field(default_factory=Choices)
    found: frozenset[str] = frozenset()
    """The columns that were matched to begin with: they stand first, and do not move when one is changed."""
    drive: str | None = None
    site: str | None = None
    mends: dict[tuple[int, int], str] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    leave_bad: bool = False
    going: str | None = None
    checked: tuple[object, ImportReport] | None = None
    done: ImportReport | None = None
    _looked: dict[tuple[str, str | None], Looked] = field(default_factory=dict)

    def key(self, field_name: str) -> str:
        """The key of a field."""
        return f"import.{field_name}.{self.form}"

    def look(self) -> Looked:
        """The file's sheets and first rows; UnreadableFile where it cannot be read."""
        asked = (self.kind, self.sheet)
        if asked not in self._looked:
            self._looked[asked] = first_rows(
                self.content,
                self.name,
                sheet=self.sheet,
                known_headers=KINDS[self.kind].synonyms,
                limits=UPLOAD,
            )
        return self._looked[asked]

    @property
    def headers(self) -> tuple[str, ...]:
        """The cells of the header row."""
        return tuple(dict(self.look()[1]).get(self.header_row or 0, ()))

    def begin(self, mapping: Mapping = NO_MAPPING, by: str = "") -> None:
        """Choose everything anew: by a mapping, or by what the headers say of themselves."""
        self.begun, self.begun_by = mapping, by
        sheets = self.look()[0]
        if mapping.sheet in sheets:
            self.sheet = mapping.sheet
        elif self.sheet not in sheets:
            self.sheet = sheets[0] if len(sheets) > 1 else None
        rows = self.look()[1]
        named = mapping.skip_rows + 1
        self.take_header(
            named if mapping.skip_rows and named in dict(rows) else likely_header(self.kind, rows)
        )

    def take_header(self, line: int | None) -> None:
        """Take another row for the header, and match the columns anew."""
        self.header_row, self.form = line, uuid4().hex[:8]
        self.choices = choices_of(self.kind, self.headers, self.begun)
        self.found = frozenset(self.choices.columns) | frozenset(self.choices.constants)
        self.mends, self.left_out = {}, frozenset()

    def refuse_goods_for_header(self) -> None:
        """UnreadableFile where the row that was taken for the header is a row of goods already."""
        if self.begun == NO_MAPPING and not is_header(self.kind, self.headers):
            raise unreadable(
                self.name,
                _(
                    "This row holds figures and no name of a column that is known, so it is no header. "
                    "Choose the row that names the columns, or put one above it in the file."
                ),
                row=self.header_row,
                found=", ".join(header for header in self.headers if header),
            )

    def choose(self, **chosen: Any) -> None:
        """Change some of what was chosen."""
        self.choices = replace(self.choices, **chosen)

    def missing(self) -> tuple[str, ...]:
        """The required columns that nothing was chosen for yet."""
        mapping = self.mapping
        there = {*mapping.columns, *mapping.constants, *(UNPIVOTED if mapping.unpivot else ())}
        given = {name for name, value in (("drive", self.drive), ("site", self.site)) if value}
        return tuple(name for name in KINDS[self.kind].required if name not in there | given)

    @property
    def mapping(self) -> Mapping:
        """The mapping that the choices come to."""
        return mapping_of(
            self.kind,
            self.headers,
            self.choices,
            begun=self.begun,
            sheet=self.sheet,
            header_row=self.header_row or 1,
        )

    def options(self, *, dry_run: bool) -> ImportOptions:
        """What the import is asked; a trial says of every row what would become of it."""
        return ImportOptions(
            drive=self.drive,
            site=self.site,
            mapping=self.mapping,
            dry_run=dry_run,
            skip_bad_rows=dry_run or self.leave_bad,
            limits=UPLOAD,
            mends=dict(self.mends),
            left_out=self.left_out,
        )


def kinds_here() -> tuple[str, ...]:
    """The kinds that whoever looks may import, the usual ones first."""
    usual, here = ("donations", "needs", "donors"), importable(reads.viewer())
    return tuple(dict.fromkeys((*(kind for kind in usual if kind in here), *here)))


def draft() -> Draft | None:
    """The file at hand."""
    found: Draft | None = st.session_state.get(_KEY)
    return found


def take(name: str, content: bytes, kind: str, guessed: str | None = None) -> Draft:
    """Take a file that was dropped; the one before is let go."""
    made: Draft = Draft(name, content, kind, guessed)
    st.session_state[_KEY] = made
    return made


def let_go() -> None:
    """Forget the file, and all that was chosen for it; what the next one holds is read off it again."""
    gone: Draft | None = st.session_state.pop(_KEY, None)
    if gone is not None and gone.guessed is not None and st.query_params.get(KIND) == gone.guessed:
        del st.query_params[KIND]


def take_again(let_go_of: Draft) -> None:
    """Go on with a file that was let go, and with what was chosen for it."""
    let_go_of.form = uuid4().hex[:8]  # Its fields are drawn anew, from what was chosen.
    st.session_state[_KEY] = let_go_of


def dropped(label: str) -> tuple[str, bytes] | None:
    """A field to drop a file on: its name and bytes, once. Streamlit's own copy is let go at once."""
    number = st.session_state.setdefault("import.uploads", 0)
    uploaded = st.file_uploader(label, key=f"import.file.{number}", max_upload_size=64)
    if uploaded is None:
        return None
    name, content = uploaded.name, uploaded.getvalue()
    st.session_state["import.uploads"] = number + 1
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, uploaded.file_id)
    return name, content
