"""Files in and out: read, map, check every row, then one command."""
