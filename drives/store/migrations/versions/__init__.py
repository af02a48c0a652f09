"""One file a revision, numbered from 0001, never changed once released."""
