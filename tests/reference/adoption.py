"""Adoption: how fast a pipeline spreads among users of one kind."""

import math

from tests.reference.formulas import log_success, new_uses, score, surplus
from tests.reference.kinds import Kind
from tests.reference.month import Month, Work


def hazard(kind: Kind, month: Month, work: Work) -> float:
    """Bass hazard p + q F, slowed where the most attractive offers leave little surplus S: x S / (S + S0)."""
    best = [_most_attractive(kind, month, work, offers) for offers in work.stages()]
    if not work.open or any(offer < 0 for offer in best):
        return 0.0
    bass = kind.hazard_p + kind.hazard_q * month.contagion[kind.pair][kind.region]
    if not work.pays:
        return bass
    execute, plan = best[0], best[-1]
    money = month.money(work, execute, plan)
    full = money + kind.oversight * work.oversight_lift
    log_p = log_success(work.log_length, month.log_horizon_of(work, execute, plan), month.beta)
    z = score(kind.score0, kind.spread, work.value_lift, log_p, full)
    uses = new_uses(kind.uses_exponent, kind.usual_price, work.value_lift, log_p, money)
    gained = surplus(z, kind.spread, full) * work.rate_growth * uses
    return bass * gained / (gained + month.setup_share * kind.surplus_ref) if gained > 0.0 else 0.0


def _most_attractive(kind: Kind, month: Month, work: Work, offers: list[int]) -> int:
    """The open offer of the highest utility; own machines only where nothing is sold. -1 if there is none."""
    utility = {o: month.utility(kind.pair, work, o) for o in offers if month.feasible[kind.region][o]}
    reached = [o for o in utility if utility[o] > -math.inf]
    sold = [o for o in reached if month.home[o] >= 0]
    return max(sold or reached, key=lambda o: utility[o], default=-1)
