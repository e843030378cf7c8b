"""Runs one job: one that writes, or one that only reads."""

from agent.runner.reader import Reader
from agent.runner.runner import Runner
from agent.runner.submitter import Submitter

__all__ = ["Reader", "Runner", "Submitter"]
