"""`jevons hosts`: what one model costs from machine to machine and from speed to speed."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from jevons.cli.options import AsJson, ScenarioName, Seed, Settings, Users
from jevons.cli.plan import month_of_run, planned
from jevons.cli.progress import shown
from jevons.cli.refusal import Refusal

if TYPE_CHECKING:
    from jevons.studies.hosts import Hosts


def hosts(
    model: Annotated[str, typer.Argument(help="A model of the catalogue, as deepseek_v3.")] = "gpt_oss_120b",
    scenario: ScenarioName = "baseline",
    settings: Settings = None,
    at: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="Month of the machines; the base month if absent.")
    ] = None,
    seed: Seed = None,
    users: Users = None,
    as_json: AsJson = False,
) -> None:
    """Compute what hosts of one model charge near cost, what speed costs on top, and what owners pay for hardware."""
    from jevons.market.serving import ServingError
    from jevons.market.serving.named import card_named

    try:
        card_named(model)
    except ServingError as error:
        raise Refusal(str(error)) from None
    plan = planned(scenario, settings, seed=seed, users=users)
    month = month_of_run(at or plan.base_month, plan)
    with shown(f"{plan.name}: a run of {plan.users:,} users"):
        from jevons.agents.population import simulate
        from jevons.studies.hosts import hosts_of

        found = simulate(plan)
    try:
        computed = hosts_of(found, month, model)
    except ServingError as error:
        raise Refusal(str(error)) from None
    if as_json:
        typer.echo(json.dumps(asdict(computed), indent=1, allow_nan=False))
        return
    for line in _told(computed):
        typer.echo(line)


def _told(found: "Hosts") -> Iterator[str]:
    from jevons.studies.breakeven import SOURCE
    from jevons.studies.magnitude import percent, significant

    yield (
        f"{found.model} in {found.month}, three tokens read to one written; {found.markup:.2g} times the cost "
        f"of owning, busy {percent(found.busy)} of the time"
    )
    yield ""
    yield f"{'machine in service':20s}{'of H100e':>10s}{'tokens/s':>10s}{'USD/Mtok':>10s}{'output':>10s}"
    for host in found.hosts:
        yield (
            f"{host.system:20s}{percent(host.share):>10s}{host.speed:10.0f}{significant(host.blended):>10s}"
            f"{significant(host.output):>10s}"
        )
    low, high = found.published_spreads
    yield f"Dearest over cheapest, 5 to 95 % of hosting: {found.spread:.1f}"
    yield f"In lists of 2025: {low:.1f} to {high:.0f}; said: {found.said_spread:.0f}"
    yield ""
    yield f"{'a user sees, tokens/s':22s}{'cheapest on':>20s}{'USD/Mtok':>10s}{'output':>10s}{'premium':>10s}"
    for row in found.speeds:
        yield (
            f"{row.speed:<22.0f}{row.cheapest.system:>20s}{significant(row.cheapest.blended):>10s}"
            f"{significant(row.cheapest.output):>10s}{'x' + significant(row.premium):>10s}"
        )
    yield f"Said of output at a premium speed: {found.said_premium:.0f} USD/Mtok"
    yield f"Who owns the cheapest machine pays for hardware alone: {significant(found.sovereign)} USD/Mtok"
    yield f"Said by: {SOURCE}"
