"""What the pages look like, by one command: ``python -m tests.look``.

It makes a demo community in a temporary folder, serves it, opens every page that the navigation offers
(and those of an empty store), wide and narrow, light and dark, saves pictures into ``.look/`` and names
what is wrong. ``python -m tests.look --guide`` makes the pictures of the user guide.
"""
