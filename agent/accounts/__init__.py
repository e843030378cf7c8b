"""Accounts: the roster, references to secrets, and the marked copy of a faulty roster."""
