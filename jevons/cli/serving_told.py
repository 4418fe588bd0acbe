"""What `jevons serving` says: a table of a person's width, or one JSON document."""

from dataclasses import asdict
from textwrap import wrap
from typing import Any

from jevons.market.serving import Frontier, PerToken, cost_per_token, energy_per_token
from jevons.market.serving.besides import CacheStore, Sandboxes
from jevons.studies.charts.frontier import served
from jevons.studies.charts.style import unbroken
from jevons.studies.magnitude import significant, span, words

SPEEDS = (10.0, 20.0, 30.0, 50.0, 75.0, 100.0, 150.0, 200.0, 300.0, 500.0, 1000.0)
WIDTH = 120
# Widths of the columns: fresh, cached, output and all in.
_KINDS = (7, 10, 7, 8)
_HEAD = (
    f"{'one user':>8s} {'a chip writes':>23s} | {'USD per million tokens':^32s} | {'J a token':^32s} | replica",
    f"{'tokens/s':>8s} {'tokens/s (5-95 %)':>23s} | "
    + 2 * "{:>7s}{:>10s}{:>7s}{:>8s} | ".format("fresh", "cached", "output", "all in")
    + "chips x batch",
)


def speeds_of(found: Frontier) -> list[float]:
    """Round speeds that the frontier spans, and its fastest."""
    return [speed for speed in SPEEDS if found.user[0] <= speed < found.fastest] + [found.fastest]


def told(found: Frontier, speeds: list[float], utilisation: float) -> dict[str, Any]:
    """All figures of a frontier, at the speeds asked and at all its points.

    Raises:
        ServingError: a speed is not reached, or the utilisation is out of its range.
    """
    return {
        "system": found.system,
        "model": found.model,
        "precision": found.precision.name.lower(),
        "input_tokens": found.call.prompt,
        "output_tokens": found.call.answer,
        "prefill": found.prefill or None,
        "techniques": asdict(found.call.how),
        "utilisation": utilisation,
        "spread": found.spread,
        "grounds": found.doubt.grounds,
        "fastest_user_tok_s": found.fastest,
        "speeds": [_at(found, speed, utilisation) for speed in speeds],
        "points": [
            {"user_tok_s": user, "chip_tok_s": output, "chips": chips, "batch": batch}
            for user, output, chips, batch in zip(
                *(found.points[name].tolist() for name in ("user", "output", "chips", "batch")), strict=True
            )
        ],
    }


def _at(found: Frontier, speed: float, utilisation: float) -> dict[str, Any]:
    cost, joules = cost_per_token(found, speed, utilisation=utilisation), energy_per_token(found, speed)
    reached = max(speed, float(found.user[0]))
    # The replica that serves a user so fast or faster: between two of them there is none.
    n = min(int(found.user.searchsorted(reached * (1.0 - 1e-9))), len(found.user) - 1)
    output = found.at(speed)
    low, high = found.interval(output)
    return {
        "user_tok_s": reached,
        "chip_tok_s": output,
        "chip_tok_s_5": low,
        "chip_tok_s_95": high,
        "usd_mtok": _kinds(cost),
        "joules_token": _kinds(joules),
        "hit": float(found.points["hit"][n]),
        "chips": float(found.points["chips"][n]),
        "batch": float(found.points["batch"][n]),
    }


def _kinds(bill: PerToken) -> dict[str, float]:
    kinds = {"fresh": bill.fresh, "cached": bill.cached, "output": bill.output, "all_in": bill.call}
    return {**kinds, "all_in_5": bill.low, "all_in_95": bill.high}


def table(found: Frontier, figures: dict[str, Any]) -> list[str]:
    """Lines of at most 120 columns: how it is served, a row a speed, and what the interval rests on."""
    low, high = found.interval(1.0)
    return [
        f"{found.model} on {found.system}{f', prefill on {found.prefill}' if found.call.how.prefill else ''}",
        *_wrapped(served(found)),
        "",
        *_HEAD,
        *(_row(row) for row in figures["speeds"]),
        "",
        "all in: an output token with its share of the prompt. USD: owned chips, "
        f"{100 * figures['utilisation']:.0f} % of hours serving. J: at the meter.",
        f"Interval: {found.doubt.grounds}: 5-95 % is x{low:.2f} to x{high:.2f} (docs/serving.md)",
    ]


def _row(row: dict[str, Any]) -> str:
    written = f"{significant(row['chip_tok_s'], 3)} ({span(row['chip_tok_s_5'], row['chip_tok_s_95'], significant)})"
    usd, joules = _bill(row["usd_mtok"]), _bill(row["joules_token"])
    run = f"{row['chips']:,.0f} x {row['batch']:,.0f}"
    return f"{significant(row['user_tok_s'], 3):>8s} {written:>23s} | {usd} | {joules} | {run}"


def _bill(kinds: dict[str, float]) -> str:
    names = ("fresh", "cached", "output", "all_in")
    return "".join(f"{_short(kinds[name]):>{width}s}" for name, width in zip(names, _KINDS, strict=True))


def _wrapped(text: str) -> list[str]:
    """Lines of a paragraph, no percent sign parted from its number."""
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in wrap(unbroken(text), WIDTH, break_on_hyphens=False)]


def _short(value: float) -> str:
    """Two digits below a hundredth, three above; a dash where there is nothing to pay."""
    if value == 0.0:
        return "-"
    return significant(value, 2 if value < 0.01 else 3)


def sandboxes_lines(system: str, found: Sandboxes) -> list[str]:
    """What a machine for sandboxes carries, in a sentence."""
    return _wrapped(
        f"{system} serves no tokens. It runs {words(found.at_once)} agents' sandboxes at once: "
        f"{words(found.calls)} tool calls a second of 10 s each (5-95 %: {span(found.low, found.high)}, judged "
        f"within a factor of 2), at {significant(found.usd_second)} USD a sandbox-second."
    )


def store_lines(system: str, model: str, found: CacheStore) -> list[str]:
    """What a machine for caches holds, in a sentence."""
    return _wrapped(
        f"{system} serves no tokens. It holds caches of {words(found.tokens)} tokens of {model} (5-95 %: "
        f"{span(found.low, found.high)}, judged within a factor of 2), gives back {words(found.tokens_s)} a second, "
        f"and costs {significant(found.usd_mtok_month)} USD per million tokens and month."
    )
