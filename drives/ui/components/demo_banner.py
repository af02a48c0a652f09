"""On every page of a demo store: that nothing in it is real, and how to start one's own."""

import streamlit as st

from drives.texts import _
from drives.ui import reads

_PREFIX = "sqlite:///"
_MINE = ("ours.db", "mine.db")


def demo_banner() -> None:
    """A quiet line with the way to one's own store, in a row; nothing where the store is not a demo."""
    if not reads.is_demo():
        return
    said = _("A demo with invented names.")
    st.markdown(f":blue[:material/experiment:] :small[{said}]", width="content")
    with st.popover(_("Start your own"), type="tertiary", key="demo.own"):
        _how()


def _how() -> None:
    # One element, where three would say the same: the banner stands on every page.
    said = (
        _(
            "Your own community is a store of its own, so that nothing is mixed with the demo. "
            "Stop the program where it runs (Ctrl+C), then start it with a new store:"
        ),
        f"```bash\n{start_command(reads.store())}\n```",
        _(
            "It opens on the first steps. The demo stays where it is: start without `--store`, or with the "
            "one you named before, to come back to it. If somebody else runs this for you, ask them for "
            "an empty store."
        ),
    )
    st.markdown("\n\n".join(said))


def start_command(store: str) -> str:
    """The command that starts with another store beside this one; it names no folder of this machine."""
    if not store.startswith(_PREFIX):
        return "drives --store postgresql+psycopg://user@host/another_database serve"
    folder, slash, file = store.removeprefix(_PREFIX).partition("?")[0].rpartition("/")
    if folder.startswith("/") or ":" in folder or "\\" in file or (slash and not folder):
        folder, slash = "data", "/"
    name = next(one for one in _MINE if one != file)
    return f"drives --store {_PREFIX}{folder}{slash}{name} serve"
