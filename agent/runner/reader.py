"""Runs a job that only reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from agent.console import Console
from agent.evidence.archive import LINES
from agent.flow import ReadFlow
from agent.model import Outcome, State
from agent.runner.runner import Runner


class Reader(Runner):
    """One job that only reads, on one console."""

    def __init__(self, flow: ReadFlow[Any, Any], job: BaseModel, console: Console) -> None:
        super().__init__(flow.name, console)
        self._flow = flow
        self._job = job
        self._lines: list[BaseModel] = []

    def by_key(self) -> dict[str, Mapping[str, Any]]:
        """Return what was read, by the field that the flow knows it by."""
        dumped = [line.model_dump(mode="json") for line in self._lines]
        return {str(line[self._flow.line_key]): line for line in dumped}

    async def _attempt(self) -> Outcome:
        self._lines = list(await self._flow.read(self._console, self._job))
        await self._picture("found", f"{len(self._lines)} lines")
        text = json.dumps(list(self.by_key().values()), ensure_ascii=False, indent=1)
        await self._console.keep_file(LINES, text.encode())
        return Outcome(state=State.SETTLED, message=f"{len(self._lines)} read")
