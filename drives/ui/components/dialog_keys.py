"""In a dialog without a form: its first field has the cursor, and Enter presses its button."""

import streamlit as st

# Only constants of ours and a number of our own stand in it. The value that is being typed is sent by
# Streamlit's own handler of the same key first.
_SCRIPT = """<script data-opening="{opening}">
(() => {{
  const dialog = [...document.querySelectorAll("[role=dialog]")].at(-1);
  const part = (name) => dialog?.querySelector(`[class*="st-key-${{name}}"]`);
  part("{field}")?.querySelector("input")?.focus();
  if (!dialog) return;
  dialog.onkeydown = (pressed) => {{
    if (pressed.key !== "Enter" || pressed.isComposing || pressed.target.type !== "text") return;
    if (pressed.target.closest("[data-testid=stSelectbox], [data-testid=stDateInput]")) return;
    setTimeout(() => part("{button}")?.querySelector("button")?.click(), 0);
  }};
}})();
</script>"""


def dialog_keys(field: str, button: str, *, opening: int) -> None:
    """Put the cursor into ``field`` and have Enter press ``button``, both by how their keys begin.

    ``opening`` counts the openings of the dialog: in each the cursor is put anew.
    """
    field, button = (key.replace(".", "-") for key in (field, button))
    script = _SCRIPT.format(field=field, button=button, opening=opening)
    st.html(script, unsafe_allow_javascript=True)
