"""``fapiao approve`` and ``fapiao approvers``: a person's signature on a plan, and the keys for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from agent.app.approval import Signed
    from agent.plan import PlannedJob

app = typer.Typer(no_args_is_help=True, help="Keys of those who may approve plans.")

_MOST_ACCOUNTS = 20


@app.callback()
def approvers() -> None:
    """Keys of those who may approve plans."""


def approve(
    plan: Annotated[Path, typer.Argument(help="The plan file; its approval is written beside it.")],
    by: Annotated[str, typer.Option("--by", help="Your name, as it stands in approvers.toml.")],
    key: Annotated[str, typer.Option("--key", help="Where your private key is: env:NAME or file:PATH.")],
    lasts: Annotated[
        float | None, typer.Option("--lasts", metavar="HOURS", help="How long the approval counts.")
    ] = None,
    is_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Approve a plan: sign its file as it stands, so that `fapiao apply` may carry it out.

    With FAPIAO_HAS_FOUR_EYES whoever made the plan may not approve it.
    """
    from agent.app import load_settings
    from agent.app.approval import approve_plan
    from agent.cli.output import print_json

    signed = approve_plan(plan, by, key, load_settings(), lasts)
    if is_json:
        print_json(_data(signed))
    else:
        _print(plan, signed)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    key_file: Annotated[Path, typer.Option("--key-file", help="Where the private key goes; never overwritten.")],
) -> None:
    """Make a key for somebody who may approve plans."""
    from agent.app.approval import new_approver

    line = new_approver(name, key_file)
    typer.echo(f"private key: {key_file} (keep it to yourself)")
    typer.echo("Add this to approvers.toml of the folder that FAPIAO_CONFIG_FOLDER names:")
    typer.echo(f"\n[approvers]\n{line}")


@app.command(name="list")
def list_approvers(is_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False) -> None:
    """List those who may approve plans, with their public keys."""
    from agent.app import load_settings
    from agent.app.approval import known_approvers
    from agent.cli.output import print_json, print_table

    known = known_approvers(load_settings())
    if is_json:
        print_json(dict(known))
    elif known:
        print_table(("name", "public key"), sorted(known.items()))
    else:
        typer.echo("nobody may approve yet; make a key: fapiao approvers new NAME --key-file FILE")


def _print(path: Path, signed: Signed) -> None:
    from agent.cli.output import print_table
    from agent.cli.records import clock, plain

    plan, totals, approval = signed.plan, signed.plan.totals, signed.approval
    typer.echo(f"plan:      {path} (SHA-256 {approval.plan[:12]}), {plain(plan.flow)}")
    typer.echo(f"made:      by {plain(plan.made_by) or '(unknown)'} on {clock(plan.made_at)} +08:00")
    typer.echo(f"to send:   {totals.to_send} of {totals.jobs} jobs, {totals.yuan} yuan")
    for (state, message), count in _not_sent(plan.jobs):
        typer.echo(f"not sent:  {count} {state}: {plain(message) or '(no reason given)'}")
    rows = [(plain(name), *sums) for name, *sums in _accounts(plan.jobs)]
    if rows:
        print_table(("account", "jobs", "yuan"), rows[:_MOST_ACCOUNTS], right=("jobs", "yuan"))
    if len(rows) > _MOST_ACCOUNTS:
        typer.echo(f"and {len(rows) - _MOST_ACCOUNTS} accounts more")
    typer.echo(f"approved:  by {approval.by}, until {clock(approval.expires_at)} +08:00")
    typer.echo(f"approval:  {signed.path}")
    if not signed.is_checked:
        typer.echo("This machine knows no approvers; the one that applies the plan must know your key.")


def _not_sent(jobs: Sequence[PlannedJob]) -> list[tuple[tuple[str, str], int]]:
    """Return state and message of the jobs that are not sent, the most frequent first."""
    return Counter((str(job.state), job.message) for job in jobs if not job.is_to_send).most_common()


def _accounts(jobs: Sequence[PlannedJob]) -> list[tuple[str, int, str]]:
    """Return each account with its jobs to send and what they come to, the largest amount first."""
    from agent.model import yuan_text

    counts, fen = Counter[str](), Counter[str]()
    for job in jobs:
        if job.is_to_send:
            counts[job.account] += 1
            fen[job.account] += (job.draft and job.draft.fen) or 0
    names = sorted(counts, key=lambda name: (-fen[name], name))
    return [(name, counts[name], yuan_text(fen[name])) for name in names]


def _data(signed: Signed) -> dict[str, Any]:
    plan, approval = signed.plan, signed.approval
    not_sent = [{"state": state, "message": said, "jobs": count} for (state, said), count in _not_sent(plan.jobs)]
    return {
        "approval": signed.path,
        "plan": approval.plan,
        "flow": plan.flow,
        "made_by": plan.made_by,
        "by": approval.by,
        "expires_at": approval.expires_at.isoformat(),
        "is_checked": signed.is_checked,
        "totals": plan.totals.model_dump(),
        "not_sent": not_sent,
    }
