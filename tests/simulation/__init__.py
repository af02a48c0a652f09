"""Random communities, and an oracle that reads DESIGN 3 a second time."""
