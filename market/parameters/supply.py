"""How tokens are made, sold and built for: serving, clearing, prices, investment, power."""

from dataclasses import dataclass

from jevons.market.parameters.declare import FITTED_BEFORE, UNSEEN, Array, Prior, parameter
from jevons.market.units import Unit

TRIAL = "judgement: range that fitted in an earlier trial of this model"


@dataclass(frozen=True)
class Serving:
    """From tokens to hours of hardware, beyond what the serving table computes."""

    goodput_start: float = parameter(
        0.35,
        Unit.FRACTION,
        (0.05, 1),
        "share of the computed throughput that reached users at the start of 2023",
        source="judgement: young kernels and schedulers, beside what engines could not do yet; " + TRIAL,
        prior=Prior(0.25, 0.5, wide=FITTED_BEFORE),
    )
    goodput_ceiling: float = parameter(
        0.68,
        Unit.FRACTION,
        (0.1, 1),
        "share of the computed throughput that mature software delivers",
        source=TRIAL,
        prior=Prior(0.5, 0.9, wide=FITTED_BEFORE),
    )
    software_gain: Array = parameter(
        2.1,
        Unit.RATIO_PER_YEAR,
        (1, 10),
        "yearly shrinking of the gap between goodput and its ceiling",
        source=TRIAL + "; Microsoft reported 1.9x a year in July 2025",
        prior=Prior(1.7, 2.6, wide=FITTED_BEFORE),
        lever=True,
        dated=True,
    )
    adoption_delay: float = parameter(
        0.0,
        Unit.MONTHS,
        (-24, 120),
        "months by which all providers take up techniques of serving later than the catalogue says",
        source="judgement: dates of first public use are known, those of quiet use are not",
        prior=Prior(-5, 9, "normal"),
        lever=True,
    )
    uncounted_start: float = parameter(
        12.0,
        Unit.RATIO,
        (1, 200),
        "the same at the start of 2023, when fleets were small and products few",
        source="judgement: 30,000 H100e served some 2-3e12 tokens a month then",
        prior=Prior(6, 25),
    )
    uncounted_load: Array = parameter(
        32.0,
        Unit.RATIO,
        (1, 200),
        "load of a fleet over that of its published tokens, from 2025 on: research, other media, retries, scope",
        source="judgement: Google's fleet served about 125 published tokens a second per H100e in October "
        "2025, 1-3 % of a roofline; " + TRIAL,
        prior=Prior(15, 60, wide=FITTED_BEFORE),
        lever=True,
        dated=True,
    )
    uncounted_china: float = parameter(
        0.1,
        Unit.RATIO,
        (0.01, 2),
        "uncounted load of Chinese providers relative to the others",
        source="judgement: DeepSeek served 4,950 tokens a second per H800 in February 2025; lighter models "
        "and calls, so 1/30 to 1/5",
        prior=Prior(0.033, 0.2),
    )
    uncounted_fade: float = parameter(
        0.75,
        Unit.RATIO_PER_YEAR,
        (0.1, 1),
        "yearly change of that load from 2026 on, down to none, in the variant `fading`",
        source="judgement: a third to a half of it left in 2030, as products are counted and research grows less",
        prior=Prior(0.65, 0.87, wide=UNSEEN),
    )
    charged_share: float = parameter(
        0.3,
        Unit.FRACTION,
        (0, 1),
        "share of the uncounted load that counts as cost of serving",
        source="judgement: the rest is research, other media and other products",
        prior=Prior(0.1, 0.6),
    )
    sandbox_utilisation: float = parameter(
        0.7,
        Unit.FRACTION,
        (0.05, 1),
        "utilisation at which CPU sandboxes are run",
        source="judgement: as other shared CPU fleets",
    )
    sandbox_price: float = parameter(
        0.03,
        Unit.USD_PER_VCPU_HOUR,
        (0, 1),
        "price of a CPU core in a sandbox",
        source="judgement: list prices of cloud virtual CPUs, 0.02-0.05 USD an hour",
    )


@dataclass(frozen=True)
class Clearing:
    """Matching load to capacity."""

    target_load: float = parameter(
        0.47,
        Unit.FRACTION,
        (0.1, 0.95),
        "utilisation that providers plan for",
        source=TRIAL,
        prior=Prior(0.37, 0.57, wide=FITTED_BEFORE),
    )
    availability: float = parameter(
        0.92,
        Unit.FRACTION,
        (0.5, 1),
        "share of time in which an installed system is up",
        source="judgement: reported goodput of large training runs is 0.9 to 0.97",
    )
    reallocation_rate: float = parameter(
        0.07,
        Unit.PER_MONTH,
        (0.01, 0.5),
        "share of a fleet that can move between training and serving in a month",
        source=TRIAL,
        prior=Prior(0.05, 0.09, wide=FITTED_BEFORE),
    )
    least_training_share: float = parameter(
        0.15,
        Unit.FRACTION,
        (0, 0.9),
        "share of a fleet that training keeps when serving is short",
        source="judgement: labs never stopped training in 2023-25 though they rationed",
    )
    spill_share: float = parameter(
        0.6,
        Unit.FRACTION,
        (0, 1),
        "share of rationed work that has a second provider set up",
        source="judgement: most large API users hold two or more contracts",
    )
    lease_adjustment: float = parameter(
        0.15,
        Unit.PER_MONTH,
        (0.01, 1),
        "share of the gap between wanted and held leases that closes in a month",
        source="judgement: contracts run one to three years and start in weeks",
    )
    lease_release: float = parameter(
        0.03,
        Unit.PER_MONTH,
        (0.001, 1),
        "share of leases in force that lessors can take back in a month, as contracts run out",
        source="judgement: contracts of labs with clouds run three to five years",
    )
    delay_exponent: float = parameter(
        4.0,
        Unit.EXPONENT,
        (1, 20),
        "how delay grows with utilisation u: 1 + u^k / (1 - u), u capped at 0.95",
        source="judgement: queue of many servers (M/M/c with large c) stays flat until high load",
    )


@dataclass(frozen=True)
class Prices:
    """How list prices move."""

    load_exponent: Array = parameter(
        0.4,
        Unit.EXPONENT,
        (0, 3),
        "how a price answers to load: (load / target) ^ this",
        source="judgement: list prices move little with load, rents more",
        prior=Prior(0.15, 0.9),
        dated=True,
    )
    adjustment: float = parameter(
        0.06,
        Unit.PER_MONTH,
        (0.005, 1),
        "share of the gap to the wanted price that closes in a month without a release",
        source="judgement: list prices stand for 3 to 12 months",
    )
    release_adjustment: float = parameter(
        0.7,
        Unit.FRACTION,
        (0, 1),
        "share of the gap to the wanted price that closes at a release",
        source="judgement: price cuts come with new models",
    )
    rivalry: float = parameter(
        0.25,
        Unit.FRACTION,
        (0, 1),
        "weight of rivals' prices of the same tier in the wanted price",
        source="judgement: follow-the-leader pricing in public price lists",
        prior=Prior(0.1, 0.5),
    )
    cached_share: float = parameter(
        0.12,
        Unit.FRACTION,
        (0, 1),
        "least price of a cached token over that of a fresh one",
        source="list prices of cached input: half of fresh in 2024, a tenth in 2025 (price_cached_input series)",
        prior=Prior(0.07, 0.22),
    )
    loss_floor: float = parameter(
        0.6,
        Unit.RATIO,
        (0, 1),
        "lowest price relative to technical unit cost while capital lasts",
        source="judgement: price wars of 2024 in China went below cost",
        lever=True,
    )
    markup_reach: float = parameter(
        0.35,
        Unit.EXPONENT,
        (0, 1.5),
        "how far the provider table's markups over a commodity's, in logs, go into prices",
        source="judgement: the table's markups of 9 to 19 belong to a throughput without speed targets; at the "
        "speeds sold here list prices of 2023-25 stand two to four times above technical cost",
        prior=Prior(0.2, 0.55),
    )
    pass_through: float = parameter(
        0.5,
        Unit.EXPONENT,
        (0, 1),
        "share of a change in cost, in logs, that a seller with a brand of its own passes on; commodities pass on all",
        source="judgement: Sonnet's list stood at 3 and 15 USD from 2024 to 2026 and GPT's near 10 since 2024 while "
        "serving them became several times cheaper; with logit demand sellers of unlike goods keep an absolute margin "
        "(Anderson, de Palma and Thisse 1992)",
        prior=Prior(0.05, 0.8, "normal"),
    )
    markup_commodity: float = parameter(
        1.5,
        Unit.RATIO,
        (0.2, 10),
        "price over technical unit cost of a commodity token",
        source=TRIAL + ": 0.8 to 2.1",
        prior=Prior(0.9, 2.1, wide=FITTED_BEFORE),
    )
    rent_exponent: float = parameter(
        0.8,
        Unit.EXPONENT,
        (0, 4),
        "how the rent answers to the load of leased capacity",
        source="judgement: H100 rents fell from 4.7 to 2.2 USD an hour while supply caught up",
        prior=Prior(0.4, 1.4),
    )
    rent_adjustment: float = parameter(
        0.2,
        Unit.PER_MONTH,
        (0.01, 1),
        "share of the gap to the clearing rent that closes in a month",
        source="judgement: contracts of one to twelve months",
    )
    owner_return: float = parameter(
        0.15,
        Unit.PER_YEAR,
        (0, 0.6),
        "yearly return that owners of hardware ask for",
        source="judgement: debt of specialised clouds costs 9-12 % a year, equity more",
    )


@dataclass(frozen=True)
class Investment:
    """Expectations, orders, capital and the life of hardware."""

    growth_memory: float = parameter(
        6.0,
        Unit.MONTHS,
        (1, 36),
        "months over which providers average the growth of their load",
        source="judgement: two quarters of history in planning",
    )
    growth_damping: float = parameter(
        0.6,
        Unit.FRACTION,
        (0, 1),
        "share of recent growth that providers expect to go on until new hardware arrives",
        source="judgement: damped trends forecast better than straight ones (Gardner and McKenzie 1985)",
        prior=Prior(0.35, 0.85),
    )
    growth_cap: float = parameter(
        0.12,
        Unit.PER_MONTH,
        (0.01, 1),
        "highest monthly growth that a provider plans for",
        source="judgement: a fourfold year is the most that boards have signed",
    )
    training_ambition: float = parameter(
        5.0,
        Unit.RATIO,
        (0, 50),
        "training capacity wanted at the start of 2023 over 0.6 x the fleet",
        source=TRIAL,
        prior=Prior(3.5, 8.0, wide=FITTED_BEFORE),
    )
    training_growth: float = parameter(
        5.0,
        Unit.RATIO_PER_YEAR,
        (1, 20),
        "growth of the training capacity wanted, first year",
        source="judgement: fleets of 2024 and 2025 stay too small with the 2 to 6 of an earlier trial",
        prior=Prior(3.2, 7.8),
    )
    training_growth_decay: float = parameter(
        0.76,
        Unit.FRACTION,
        (0.1, 1),
        "what is left of the logarithmic growth of training after each year",
        source="judgement: as the line above; an earlier trial had 0.5 to 0.87",
        prior=Prior(0.66, 0.87),
    )
    capital_intensity: Array = parameter(
        2.0,
        Unit.RATIO,
        (0, 10),
        "investment over own AI income that lenders and owners allow",
        source=TRIAL,
        prior=Prior(1.2, 2.9, wide=FITTED_BEFORE),
        lever=True,
        dated=True,
    )
    capital_scale: Array = parameter(
        1.0,
        Unit.RATIO,
        (0, 10),
        "scale of every provider's access to capital",
        source="judgement: 1 is the provider table",
        prior=Prior(0.6, 1.7),
        lever=True,
        dated=True,
    )
    capital_growth_decay: float = parameter(
        0.5,
        Unit.FRACTION,
        (0, 1),
        "share kept each year, after 2026, of the excess of capital growth over 12 % a year",
        source="judgement: fund-raising records cannot double for ever",
        prior=Prior(0.3, 0.7, "normal", wide=UNSEEN),
    )
    capital_growth: float = parameter(
        0.12,
        Unit.PER_YEAR,
        (-0.2, 1),
        "common yearly growth of access to capital",
        source="judgement: growth of large firms' operating cash flow",
    )
    order_smoothing: float = parameter(
        0.15,
        Unit.PER_MONTH,
        (0.01, 1),
        "share of the capacity gap ordered in a month",
        source="judgement: orders are placed by the quarter",
    )
    return_wanted: float = parameter(
        1.0,
        Unit.RATIO,
        (0, 10),
        "income over the cost of the fleet at which all that the load asks for is ordered, in the variant `returns`",
        source="judgement: 1 is a fleet that pays for itself",
        prior=Prior(0.6, 1.6),
    )
    system_price_weight: float = parameter(
        2.5,
        Unit.UTILITY,
        (0.1, 20),
        "sharpness of the choice among systems in ln cost per unit of own work",
        source="judgement: buyers spread orders among systems within tens of per cent in cost",
    )
    incumbency: float = parameter(
        0.5,
        Unit.EXPONENT,
        (0, 1),
        "how the capacity of a maker weighs in the choice among systems: 1 as it goes, 0 not at all",
        source="judgement: at 1 no young maker grows faster than the largest one; AMD, Trainium and TPU did, with "
        "order books longer than they could fill",
        prior=Prior(0.3, 0.75),
    )
    service_life: float = parameter(
        66.0,
        Unit.MONTHS,
        (24, 180),
        "months after which a system is switched off",
        source="judgement: large clouds write servers off over 5 to 6 years",
        prior=Prior(54, 84),
    )
    server_markup: float = parameter(
        1.35,
        Unit.RATIO,
        (1, 3),
        "cost of host, network and spares on top of a bare accelerator",
        source="judgement: eight-accelerator servers cost 1.3-1.5 times their accelerators",
    )
    facility_cost: float = parameter(
        11000.0,
        Unit.USD_PER_KW,
        (2000, 40000),
        "building and power plant per kW of IT load",
        source="judgement: 9-13 million USD a MW in builders' cost guides of 2023-25",
    )
    operating_cost: float = parameter(
        0.12,
        Unit.PER_YEAR,
        (0, 1),
        "staff, maintenance and network a year over the purchase cost of hardware in use",
        source="judgement: colocation and operations are 10-15 % of ownership cost",
    )


@dataclass(frozen=True)
class Power:
    """Electricity of the fleets."""

    idle_share: float = parameter(
        0.35,
        Unit.FRACTION,
        (0, 1),
        "power of an idle system over its power at full load",
        source="judgement: measured idle draw of accelerator servers with hosts and fans, 0.3-0.4",
    )
    peak_share: float = parameter(
        0.75,
        Unit.FRACTION,
        (0.1, 1.2),
        "power of a fully loaded system over its rated power",
        source="judgement: measured draw under inference load is about three quarters of rated power",
    )
    reserved_share: float = parameter(
        0.85,
        Unit.FRACTION,
        (0.3, 1.2),
        "power that sites reserve for a system over its rated power",
        source="judgement: fully loaded systems draw three quarters of their rating, with a margin; oversubscribed "
        "sites are usual (Fan, Weber and Barroso 2007)",
        prior=Prior(0.75, 1.0, "normal"),
    )
    host_overhead: float = parameter(
        1.35,
        Unit.RATIO,
        (1, 3),
        "host, network and storage power on top of a bare accelerator",
        source="judgement: wall power is 1.13-1.3 times accelerator power, plus network and storage",
    )
    build_response: float = parameter(
        0.5,
        Unit.FRACTION,
        (0, 2),
        "share of the power that will be missing for which projects start in a month",
        source="judgement: about half of announced sites go forward",
    )
    trend_share: float = parameter(
        0.7,
        Unit.FRACTION,
        (0, 1.5),
        "share of last year's growth of the load that builders of sites count on until these are ready",
        source="judgement: at 0.6, as providers plan, power would have bound hard from mid-2025 on; at 1 it never does",
        prior=Prior(0.5, 1.0, "normal"),
    )
