"""How fast it is, beside a baseline measured in the same run. ``python -m tests.benchmarks`` prints it."""
