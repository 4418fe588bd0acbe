"""`jevons breakeven`: when hardware of one's own or rented by the hour beats tokens at list price."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from jevons.cli.options import AsJson, ScenarioName, Seed, Settings, Users
from jevons.cli.plan import month_of_run, planned
from jevons.cli.progress import shown
from jevons.cli.refusal import Refusal

if TYPE_CHECKING:
    from jevons.studies.breakeven import BreakEvens, SelfHosted

WIDTHS = (7, 12, 18, 26, 20, 8)


def breakeven(
    scenario: ScenarioName = "baseline",
    settings: Settings = None,
    at: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="Month of prices and rents; the base month if absent.")
    ] = None,
    system: Annotated[str, typer.Option(help="Chip that is rented or bought, by its name in the catalogue.")] = "h100",
    seed: Seed = None,
    users: Users = None,
    as_json: AsJson = False,
) -> None:
    """Compute when it pays to host models or to buy hardware, at the prices of one world, beside what is published."""
    plan = planned(scenario, settings, seed=seed, users=users)
    month = month_of_run(at or plan.base_month, plan)
    _check_system(system)
    with shown(f"{plan.name}: a run of {plan.users:,} users"):
        from jevons.agents.population import simulate
        from jevons.studies.breakeven import break_evens

        found = break_evens(simulate(plan), month, system)
    if as_json:
        typer.echo(json.dumps(asdict(found), indent=1, allow_nan=False))
        return
    for line in _told(found, system):
        typer.echo(line)


def _check_system(system: str) -> None:
    from jevons.market.serving import ServingError, frontier
    from jevons.studies.breakeven import MODELS

    try:
        for model, _, _ in MODELS:
            frontier(system, model)
    except ServingError as error:
        raise Refusal(f"--system {system}: {error}") from None


def _told(found: "BreakEvens", system: str) -> Iterator[str]:
    from jevons.studies.breakeven import SOURCE
    from jevons.studies.magnitude import percent, significant

    yield (
        f"{found.month}: a conversation reads {significant(found.fresh)} fresh and {significant(found.cached)} cached "
        f"tokens and writes {significant(found.output)}; an H100e rents for {found.rent:.2f} USD an hour"
    )
    yield ""
    yield _line("model", "chips", "against", "USD for 1,000", "conversations a day", "utilisation", "said")
    yield _line("", "", "tokens of", "at list price", "that pay the rent", "that breaks even", "")
    for one in found.hosted:
        yield _hosted(one)
    yield f"On {system}, at the median seller outside China; from the dearest to the cheapest in brackets."
    yield f"Said of conversations a day: {found.published_conversations:,.0f}. Above 100 % hosting never breaks even."
    yield ""
    low, high = found.published_fees
    lives = ", ".join(f"{percent(fees)} over {life / 12:g} years" for life, fees in found.fees.items())
    yield f"Buying {system} pays where fees of a year exceed, of its price: {lives}"
    yield f"Said: {percent(low)} to {percent(high)}"
    yield (
        f"Own machines take {percent(found.local_share)} of all demanded tokens; "
        f"said of users who have one: {percent(found.published_local)}"
    )
    yield f"Said by: {SOURCE}"


def _line(*cells: str) -> str:
    first, *others = cells
    return f"{first:14s}" + "".join(f"{cell:>{width}s}" for cell, width in zip(others, WIDTHS, strict=True))


def _hosted(one: "SelfHosted") -> str:
    from jevons.studies.magnitude import percent, significant

    return _line(
        one.model,
        f"{one.chips:.0f}",
        one.tier,
        _range(one.price, lambda value: significant(1000.0 * value)),
        _range(one.conversations, significant),
        _range(one.utilisation, lambda value: significant(100.0 * value)) + " %",
        percent(one.published) if one.published is not None else "-",
    )


def _range(figures: tuple[float, float, float], write: Callable[[float], str]) -> str:
    low, high = sorted((figures[0], figures[2]))
    return f"{write(figures[1])} ({write(low)}-{write(high)})"
