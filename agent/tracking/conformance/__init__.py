"""Rules that every carrier's code must keep, held against it without asking anybody: for carriers of other packages."""

from agent.tracking.conformance.answer import SavedAnswer, saved_answers
from agent.tracking.conformance.rule import RULES, Verdict, verdicts

__all__ = ["RULES", "SavedAnswer", "Verdict", "saved_answers", "verdicts"]
