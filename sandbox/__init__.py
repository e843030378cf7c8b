"""A local stand-in for the console: modelled on documents, not captured from the console."""
