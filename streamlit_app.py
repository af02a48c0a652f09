"""The entry. `streamlit run` finds the app by reading this file, so `app = st.App(...)` stands here."""

from pathlib import Path

import streamlit as st

import drives
from drives.ui.components.unforeseen import show_unforeseen
from drives.ui.reads import check_store, house
from drives.ui.warm import warm_pages
from drives.web import lifespan, middleware, routes, secrets, telling_the_code

app = st.App(
    Path(drives.__file__).parent / "ui" / "app.py",
    lifespan=lifespan(warm_pages, telling_the_code(house)),
    middleware=middleware(house),
    on_script_error=show_unforeseen,
    routes=routes(check_store, house),
    secrets=secrets(house),
)

if __name__ == "__main__":
    app.run()
