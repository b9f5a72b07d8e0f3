"""The evaluation: generate, score, compare, report and gate (`python -m eval`). Runs from a checkout; it is not
installed."""
