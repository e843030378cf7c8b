"""Jobs files and job options: the input of any flow, as its own model describes it."""

from agent.jobs.column import ACCOUNT, FLOW, Column, Models
from agent.jobs.option import check_options, input_from_options, option_name
from agent.jobs.reader import JobLine, read_jobs
from agent.jobs.template import write_template

__all__ = [
    "ACCOUNT",
    "FLOW",
    "Column",
    "JobLine",
    "Models",
    "check_options",
    "input_from_options",
    "option_name",
    "read_jobs",
    "write_template",
]
