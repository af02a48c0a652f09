"""The dashboard. Pages ask and show; they write through actions and read through reads."""
