"""The domain: one file for each console procedure, and what they share."""
