"""What people print: letters, labels, sheets. Frozen rows go in, the bytes of a PDF come out."""
