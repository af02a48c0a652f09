"""What is done once before the first person comes, so that she does not wait for it."""

import pandas as pd
from streamlit.runtime.pages_manager import PagesManager

from drives.charts.palette import LIGHT
from drives.charts.progress import needs_against_donations


def warm_pages() -> None:
    """Draw one small chart and throw it away: the first one in a process is slow."""
    # A folder "pages" beside the script makes Streamlit run those files without our shell, until
    # somebody opened the front page. Our shell alone says what pages there are.
    PagesManager.uses_pages_directory = False
    frame = pd.DataFrame(
        {
            "item": ["Wool socks"],
            "needed": [2.0],
            "met": [0.0],
            "outstanding": [2.0],
            "still_to_collect": [1.0],
            "pledged": [0.0],
            "surplus": [0.0],
            "label": [""],
            "short_label": [""],
            "tooltip": [""],
        }
    )
    needs_against_donations(frame, language="en", palette=LIGHT).to_dict()
