"""Evidence: what was done, step by step, with pictures; and the reports made from it."""
