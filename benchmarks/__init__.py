"""Speed and memory of fapiao against a script written by hand: ``python -m benchmarks``."""
