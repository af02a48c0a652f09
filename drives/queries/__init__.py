"""The answers: each a permission and one snapshot, asked through ``door``; frozen rows or frames."""
