"""Frame in, picture out: charts, and the sentences that stand above them. Nothing is fetched here."""
