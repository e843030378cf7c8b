"""``fapiao flows``: what can be done, its inputs, a jobs file to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from pydantic import BaseModel

app = typer.Typer(help="What can be done, and what each flow needs.", no_args_is_help=True)

Language = Literal["zh-CN", "en"]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_flows(is_json: Json = False) -> None:
    """List all flows."""
    from agent.cli.output import print_json, print_table
    from agent.flow import load_flows

    flows = load_flows()
    if is_json:
        print_json([{"flow": name, "what": _first_line(flow.__doc__)} for name, flow in flows.items()])
        return
    print_table(("flow", "what it does"), [(name, _first_line(flow.__doc__)) for name, flow in flows.items()])


@app.command()
def show(flow: Annotated[str, typer.Argument(help="Name of the flow.")], is_json: Json = False) -> None:
    """Show a flow's inputs: columns of a jobs file, or options of `fapiao run`."""
    from agent.app.build import find_flow
    from agent.cli.output import print_json, print_table
    from agent.flow import ReadFlow

    found = find_flow(flow)
    inputs = [(name.replace("_", "-"), what) for name, what in _fields(found.input)]
    key = () if issubclass(found, ReadFlow) else found.key
    lines = _fields(found.line) if issubclass(found, ReadFlow) else []
    if is_json:
        facts = {"flow": found.name, "what": _first_line(found.__doc__), "key": key, "inputs": dict(inputs)}
        print_json(facts | {"lines": dict(lines)})
        return
    typer.echo(f"{found.name}: {_first_line(found.__doc__)}")
    typer.echo(f"At most one submission for each account and: {', '.join(key)}\n" if key else "It only reads.\n")
    print_table(("input", "what it is"), inputs)
    if lines:
        print_table(("what it reads", ""), lines)


@app.command()
def template(
    flow: Annotated[list[str], typer.Argument(help="Name of the flow; of several, for a file that mixes them.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write, .csv or .xlsx.")] = Path("jobs.xlsx"),
    language: Annotated[Language, typer.Option("--language", help="Language of the headings.")] = "en",
) -> None:
    """Write a jobs file to fill in, with an example line for each flow."""
    from agent.app.build import find_flow
    from agent.jobs import write_template

    models = {name: find_flow(name).input for name in flow}
    write_template(models, output, language)
    said = f"{flow[0]} " if len(models) == 1 else ""
    typer.echo(f"wrote {output}: one line for each job; put your own in the place of the example")
    typer.echo(f"then:  fapiao run {said}--accounts ROSTER --jobs {output}")


def _fields(model: type[BaseModel]) -> list[tuple[str, str]]:
    return [(name, " ".join((info.description or "").split())) for name, info in model.model_fields.items()]


def _first_line(text: str | None) -> str:
    return (text or "").strip().splitlines()[0] if text else ""
