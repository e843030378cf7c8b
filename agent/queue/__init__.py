"""The durable queue: one lane for each account on whatever machine, a rate for each site, no job lost with a worker."""

from agent.queue.book import BatchEntry, Counts, JobBook, JobEntry, Wait, WaitKind
from agent.queue.claims import JobTicket
from agent.queue.limits import Limits, Rate
from agent.queue.queue import NewJob, Queue
from agent.queue.roll import WorkerEntry
from agent.queue.running import Tell
from agent.queue.worker import Worker

__all__ = [
    "BatchEntry",
    "Counts",
    "JobBook",
    "JobEntry",
    "JobTicket",
    "Limits",
    "NewJob",
    "Queue",
    "Rate",
    "Tell",
    "Wait",
    "WaitKind",
    "Worker",
    "WorkerEntry",
]
