"""One signed-in page as verbs; each verb is a step with evidence. Flows see nothing else of the browser."""

from agent.console.console import Console
from agent.console.table import Row, page_day, page_fen

__all__ = ["Console", "Row", "page_day", "page_fen"]
