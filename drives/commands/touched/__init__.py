"""What each request touches, looked up by id, for the door to hold against the grants of whoever asks.

Read only for those who hold a permission for some drives, some programs or a table. Whatever a request
names is looked at in turn, one after the other and never ahead, and what does not exist is refused in the
words of ``found.py`` at its turn. So an id that is not theirs and one that never was are answered alike,
whatever else the request says.

What is whose: a drive, its donations and its lots are its organizers'; needs, reservations and deliveries
are their program's, and those of the organizers of the drives that collect for it (a need that names a
drive: of that drive's organizers). Items are everybody's. Stock is shared: to keep goods for a need or to
deliver them, lots of any drive may be used, unless they are kept for a program that is not theirs; to move,
hold or discard them is for the organizers of the lot's drive.
"""
