"""The one place that builds things. The settings stand here; import the rest from its module."""

from agent.app.configuration import load_settings

__all__ = ["load_settings"]
