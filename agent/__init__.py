"""The engine: true of any flow on any console; knows no console and no domain."""

__version__ = "0.1.0"
