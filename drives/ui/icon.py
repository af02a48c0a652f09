"""The sign of Drives, as an address that holds the picture itself.

Streamlit has the browser fetch an icon that is given by name, or a page's, from elsewhere.
"""

from base64 import b64encode
from pathlib import Path

_FILE = Path(__file__).parent / "assets" / "icon.svg"

ICON = f"data:image/svg+xml;base64,{b64encode(_FILE.read_bytes()).decode()}"
