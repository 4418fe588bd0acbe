"""Serving: what a chip delivers against the speed that one user sees, for systems of four years."""

from jevons.market.serving import frontier
from jevons.market.serving.named import card_named, system_named
from jevons.studies.gallery.response import Axis, Line, Panel, Response
from jevons.studies.magnitude import significant

SYSTEMS = {"a100": "2020", "h100": "2022", "gb200_nvl72": "2025", "vr200_nvl72": "2026"}
MODEL = "deepseek_v3"
PRECISION = {"a100": "bf16"}
SLOW, FAST = 20.0, 40.0


def serving() -> Response:
    """Output of a chip against a user's speed, of one model on several systems."""
    lines = []
    for system, year in SYSTEMS.items():
        found = frontier(system, MODEL, PRECISION.get(system, "fp8"))
        lines.append(Line(f"{system_named(system).name} ({year})", found.user, found.output))
    best, before = lines[2].at(FAST), lines[1].at(FAST)
    more = lines[1].at(SLOW) / before
    return Response(
        name="serving",
        reading=f"at {FAST:g} tokens/s for a user, an H100 delivers {significant(before)} tokens/s and a chip of a "
        f"GB200 NVL72 {significant(best)}; users of H100s who see {FAST:g} instead of {SLOW:g} take "
        f"{significant(more)} times as many",
        held=f"{card_named(MODEL).name}, 1,024 tokens in and out, one replica without further techniques; "
        "weights in fp8, "
        "in bf16 on A100.",
        panels=(
            Panel(
                Axis("tokens a second that one user sees", log=True),
                Axis("Output of a chip", "tokens a second", log=True),
                tuple(lines),
            ),
        ),
        source="market.serving.frontier",
    )
