"""The public names of `jevons`."""

import pytest

import jevons


@pytest.mark.parametrize("name", sorted(set(jevons.__all__) - {"__version__"}))
def test_a_public_name_comes_from_its_room_and_is_kept(name: str) -> None:
    value = getattr(jevons, name)
    assert value.__doc__
    assert vars(jevons)[name] is value


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(AttributeError, match="'forcast'; it offers Scenario, forecast, serving, simulate"):
        jevons.forcast  # noqa: B018


def test_dir_shows_exactly_the_public_names() -> None:
    assert dir(jevons) == sorted(jevons.__all__)
