"""The engine: true of any flow on any console; knows nothing of invoices."""

__version__ = "0.1.0"
