"""`jevons serving`: what a machine delivers for a model, what a token costs and takes, and how sure that is."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from jevons.cli.options import AsJson
from jevons.cli.refusal import Refusal

if TYPE_CHECKING:
    from jevons.market.serving import Frontier

_USUAL = "."


class PlotMayStandAlone(TyperCommand):
    """A command whose `--plot` may come without a file: only a name with a dot or a slash counts as one."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments, the usual file put behind a `--plot` that has none."""
        return super().parse_args(ctx, list(_with_file(args)))


def _with_file(args: list[str]) -> Iterator[str]:
    for place, arg in enumerate(args):
        yield arg
        after = args[place + 1] if place + 1 < len(args) else ""
        if arg == "--plot" and (after.startswith("-") or not {".", "/"} & set(after)):
            yield _USUAL


def serving(
    system: Annotated[str, typer.Argument(help="A system of the catalogue, as h100.", show_default=False)],
    model: Annotated[str, typer.Argument(help="A model of the catalogue, as deepseek_v3.", show_default=False)],
    precision: Annotated[
        str | None, typer.Option(help="Of the weights: bf16, fp8, fp4 or int4; the chip's usual one if absent.")
    ] = None,
    speed: Annotated[float | None, typer.Option(help="Tokens/s of one user; a list of speeds if absent.")] = None,
    prompt: Annotated[float, typer.Option("--input", help="Tokens read in a call.")] = 1024.0,
    answer: Annotated[float, typer.Option("--output", help="Tokens written in a call.")] = 1024.0,
    drafts: Annotated[int, typer.Option(help="Tokens drafted and checked a step.")] = 0,
    cached: Annotated[float, typer.Option(help="Share of the prompt that an earlier call has sent before.")] = 0.0,
    apart: Annotated[bool, typer.Option("--apart", help="Prefill on chips of its own.")] = False,
    prefill: Annotated[str, typer.Option(metavar="SYSTEM", help="Prefill on another system.", show_default=False)] = "",
    beside: Annotated[
        bool, typer.Option("--beside", help="That system also attends, for a decoder with on-chip memory alone.")
    ] = False,
    sessions: Annotated[float, typer.Option(help="Sessions alive for one that is being answered.")] = 1.0,
    offload: Annotated[
        str, typer.Option(metavar="none|host|flash", help="Where caches go that do not fit beside the weights.")
    ] = "none",
    utilisation: Annotated[float, typer.Option(help="Share of the paid hours in which chips serve.")] = 1.0,
    plot: Annotated[
        str | None,
        typer.Option(
            metavar="[FILE.png]", help="Draw the frontier; into serving_SYSTEM_MODEL.png if no file is named."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compute what a machine delivers for a model: tokens a second of a chip, dollars and joules by kind of token."""
    from jevons.cli.serving_told import speeds_of, table, told
    from jevons.market.serving import ServingError, Techniques, frontier

    file = None if plot is None else _file(plot, system, model)
    try:
        if _told_otherwise(system, model, as_json, file):
            return
        how = Techniques(
            drafts=drafts, cached_share=cached, apart=apart, prefill=prefill, beside=beside, sessions=sessions,
            offload=offload,  # type: ignore[arg-type]
        )  # fmt: skip
        found = frontier(system, model, precision, prompt, answer, how)
        figures = told(found, [speed] if speed is not None else speeds_of(found), utilisation)
    except ServingError as error:
        raise Refusal(str(error)) from None
    if file is not None:
        _draw(found, file)
    if as_json:
        typer.echo(json.dumps({**figures, "plot": file and str(file)}, indent=1, allow_nan=False))
        return
    for line in table(found, figures):
        typer.echo(line)
    if file is not None:
        typer.echo(f"Chart: {file}")


def _told_otherwise(system: str, model: str, as_json: bool, file: Path | None) -> bool:
    """Tell of a system that serves no tokens, and whether it is one.

    Raises:
        Refusal: a chart was asked of it.
        ServingError: the system or the model is not known.
    """
    from jevons.cli.serving_told import sandboxes_lines, store_lines
    from jevons.market.serving import CacheStore, Sandboxes, cache_store, sandboxes
    from jevons.market.serving.named import card_named, system_named

    role = system_named(system).role
    if role not in ("sandbox", "storage"):
        return False
    card_named(model)
    if file is not None:
        raise Refusal(f"--plot: {system} serves no tokens, so there is no frontier to draw")
    found: Sandboxes | CacheStore
    if role == "sandbox":
        found = sandboxes(system)
        lines = sandboxes_lines(system, found)
    else:
        found = cache_store(system, model)
        lines = store_lines(system, model, found)
    if as_json:
        lines = [json.dumps({"system": system, "model": model, "role": role, **asdict(found)}, indent=1)]
    typer.echo("\n".join(lines))
    return True


def _file(plot: str, system: str, model: str) -> Path:
    """The file of a chart.

    Raises:
        Refusal: its folder is not there, or it is not named as a PNG.
    """
    path = Path(f"serving_{system}_{model}.png") if plot == _USUAL else Path(plot)
    if path.suffix != ".png":
        raise Refusal(f"--plot {plot}: name a file that ends in .png")
    if not path.parent.is_dir():
        raise Refusal(f"--plot {plot}: there is no folder {path.parent}")
    return path


def _draw(found: "Frontier", file: Path) -> None:
    """Write the chart, measured rows of the same machine and model beside the frontier.

    Raises:
        Refusal: the file cannot be written.
    """
    from jevons.calibration.serving.frontiers import measured_beside
    from jevons.calibration.serving.rows import read_rows
    from jevons.studies.charts.export import save_png
    from jevons.studies.charts.frontier import frontier_chart

    try:
        save_png(frontier_chart(found, measured_beside(found, read_rows()[0])), file)
    except OSError as error:
        raise Refusal(f"--plot {file}: cannot be written: {error.strerror}") from None
