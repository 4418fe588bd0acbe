"""Techniques: what drafts yield, where a session's cache is, and what is refused."""

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.market.serving import ServingError, Techniques


def test_tokens_of_a_step_are_a_geometric_sum() -> None:
    """At 0.75: 1 + 0.75 = 1.75 with one draft, and 1 + 0.75 + 0.5625 + 0.421875 = 2.734375 with three."""
    assert (Techniques().verified, Techniques().accepted) == (1.0, 1.0)
    assert (Techniques(drafts=1).verified, Techniques(drafts=1).accepted) == (2.0, 1.75)
    assert Techniques(drafts=3).verified == 4.0
    assert Techniques(drafts=3).accepted == pytest.approx(2.734375)


@given(drafts=st.integers(0, 15), acceptance=st.floats(0.01, 0.99))
def test_more_drafts_yield_more_but_never_all(drafts: int, acceptance: float) -> None:
    few, more = (Techniques(drafts=n, acceptance=acceptance) for n in (drafts, drafts + 1))
    assert 1.0 <= few.accepted <= more.accepted <= more.verified
    assert few.accepted / few.verified >= more.accepted / more.verified


def test_a_call_finds_its_session_where_it_is_sent_and_what_all_share_everywhere() -> None:
    """Over four replicas by chance 1/4; with half of it shared by all 0.5 + 0.5 / 4 = 0.625."""
    assert Techniques().local_share == 1.0
    assert Techniques(replicas=4.0).local_share == 0.95
    assert Techniques(replicas=4.0, routed=False).local_share == 0.25
    assert Techniques(replicas=4.0, routed=False, shared_share=0.5).local_share == 0.625


@given(replicas=st.floats(1.0, 64.0), shared=st.floats(0.0, 1.0))
def test_routing_never_finds_less_than_chance(replicas: float, shared: float) -> None:
    routed, chance = (Techniques(replicas=replicas, shared_share=shared, routed=way) for way in (True, False))
    assert chance.local_share <= routed.local_share <= 1.0


def test_naming_who_prefills_sets_prefill_apart() -> None:
    assert not Techniques().disaggregated
    assert Techniques(apart=True).disaggregated
    assert Techniques(prefill="rubin_cpx").disaggregated


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"drafts": -1}, "drafts -1: must lie from 0 to below 17"),
        ({"drafts": 17}, "drafts 17"),
        ({"acceptance": 1.0}, "acceptance 1: must lie from 0 to below 1"),
        ({"cached_share": nan}, "cached_share nan"),
        ({"shared_share": 1.1}, "shared_share 1.1"),
        ({"sessions": 0.5}, "sessions 0.5: must lie from 1"),
        ({"replicas": 0.0}, "replicas 0"),
        ({"offload": "tape"}, "offload 'tape' is not known; there are none, host, flash"),
        ({"beside": True}, "beside: needs a system that prefills"),
    ],
)
def test_what_lies_out_of_range_is_refused_with_the_range(choice: dict[str, object], words: str) -> None:
    with pytest.raises(ServingError, match=words):
        Techniques(**choice)  # type: ignore[arg-type]
