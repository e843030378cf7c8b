"""The Typer application, and the one place where errors become words and exit codes."""

from __future__ import annotations

import gc
import sys
import traceback
from importlib.metadata import entry_points
from types import TracebackType

import typer

from agent import __version__
from agent.cli import accounts, approve, database, doctor, flows, ledger, plan, queue, report, run, status
from agent.cli.demo import demo
from agent.errors import AgentError, InputError, SetupError

GC_EVERY = 100_000
"""Objects made between two looks for cycles among them; Python's own number is 700."""

app = typer.Typer(
    name="fapiao",
    help="Carry out documented console steps, for many accounts, with evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"fapiao {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", help="Print the version.", callback=_version, is_eager=True),
) -> None:
    """Carry out documented console steps, for many accounts, with evidence."""


app.command()(demo)
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(run.run)
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(plan.plan)
app.command()(approve.approve)
app.command()(plan.apply)
app.command()(queue.worker)
app.command()(status.status)
app.command()(status.show)
app.command()(report.report)
app.command()(queue.resume)
app.command()(queue.cancel)
app.command()(ledger.reconcile)
app.command()(ledger.resolve)
app.command()(doctor.doctor)
app.add_typer(accounts.app, name="accounts")
app.add_typer(flows.app, name="flows")
app.add_typer(approve.app, name="approvers")
app.add_typer(database.app, name="database")
for _point in entry_points(group="fapiao.commands"):
    _loaded = _point.load()
    if isinstance(_loaded, typer.Typer):
        app.add_typer(_loaded, name=_point.name)
    else:
        app.command(name=_point.name)(_loaded)


def main() -> None:
    """Run the command line."""
    # Most commands make many objects and are over: looking for cycles among them again and again would be an eighth
    # of their time.
    gc.set_threshold(GC_EVERY)
    try:
        app()
    except AgentError as error:
        _print_error(error)
        sys.exit(2 if isinstance(error, InputError | SetupError) else 1)
    except BrokenPipeError:
        sys.exit(1)
    finally:
        # Typer has set one of its own, which knows nothing of secrets.
        sys.excepthook = _unforeseen
        # The interpreter's last search for cycles would cost a third of a second, for memory that is given back anyway.
        gc.freeze()


def _print_error(error: AgentError) -> None:
    from agent.cli.output import error_data, error_lines, print_json
    from agent.log import redact

    if "--json" in sys.argv[1:]:
        print_json({name: redact.clean(value) for name, value in error_data(error).items()})
    for line in error_lines(error):
        typer.echo(redact.redacted(line), err=True)


def _unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print an error that nobody foresaw, with every secret that was read masked."""
    from agent.log import redacted

    typer.echo(redacted("".join(traceback.format_exception(kind, error, trace))), err=True)
    if isinstance(error, Exception):
        typer.echo(
            "error: this is a fault of fapiao itself, not of your files; its traces stand above, secrets masked\n"
            "  `fapiao status` shows what was done. Please report the lines above.",
            err=True,
        )
