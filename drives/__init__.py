"""Drives: donation drives and their inventory, needs against donations, all the way to delivery."""
