import pytest

from jevons.market.serving import Role, ServingSystems, role_of


def test_a_machine_whose_memory_is_all_on_chip_is_priced_by_latency() -> None:
    assert role_of("decode", memory_gb=44, sram_gb=44) is Role.SRAM
    assert role_of("decode", memory_gb=96, sram_gb=0) is Role.ACCELERATOR
    assert role_of("serve", memory_gb=288, sram_gb=0.384) is Role.ACCELERATOR
    assert role_of("prefill", memory_gb=128, sram_gb=0) is Role.ACCELERATOR


def test_other_roles_keep_their_name() -> None:
    assert role_of("local", 128, 0) is Role.LOCAL
    assert role_of("sandbox", 400000, 0) is Role.CPU
    assert role_of("storage", 1200000, 0) is Role.STORAGE


def test_an_unknown_role_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"unknown role 'gpu'.*decode.*storage"):
        role_of("gpu", 80, 0)


def test_every_system_of_the_catalogue_has_a_role(systems: ServingSystems, names: list[str]) -> None:
    role = dict(zip(names, systems.role, strict=True))
    assert {n for n in names if role[n] == Role.SRAM} == {
        "groq_lpu_v1",
        "groq3_lpu",
        "groq3_lpx",
        "cerebras_cs3",
    }
    assert role["vera_cpu_rack"] == Role.CPU
    assert role["cmx_storage"] == Role.STORAGE
