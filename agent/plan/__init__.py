"""Plans: the file that people read, their approval of it, and how two of them differ."""

from agent.plan.approval import (
    Approval,
    approval_path,
    approve,
    check_approval,
    is_name,
    is_same_person,
    new_key,
    read_approval,
    write_approval,
)
from agent.plan.approvers import approver_line, read_approvers
from agent.plan.difference import (
    Difference,
    JobChange,
    PlanChange,
    compare_plans,
    differences,
    request_differences,
    words,
)
from agent.plan.file import Picture, Plan, PlannedJob, new_plan, planned_job, read_plan, write_plan

__all__ = [
    "Approval",
    "Difference",
    "JobChange",
    "Picture",
    "Plan",
    "PlanChange",
    "PlannedJob",
    "approval_path",
    "approve",
    "approver_line",
    "check_approval",
    "compare_plans",
    "differences",
    "is_name",
    "is_same_person",
    "new_key",
    "new_plan",
    "planned_job",
    "read_approval",
    "read_approvers",
    "read_plan",
    "request_differences",
    "words",
    "write_approval",
    "write_plan",
]
