"""The verbs: each a permission, a request and one transaction, performed through ``door``."""
