"""``python -m drives`` is ``drives``."""

from drives.cli import main

main()
