"""Which item is open in a dialog: it stands in the address, so a link opens the same.

``?item=ID`` opens one to change it, with ``do=merge`` to merge it; ``do=add`` adds one.
"""

from drives.ui.address_dialog import AddressDialog

ITEMS = AddressDialog("do", "item")
