"""Figures beside floors: what counts as reached, and what the table says."""

import pytest

from server.bench.figures import Figure, Target, middle_round, percentile, table


@pytest.mark.parametrize(
    ("target", "value", "floor", "reached"),
    [
        (Target(0.9, at_least=True, of_ratio=True), 91.0, 100.0, True),
        (Target(0.9, at_least=True, of_ratio=True), 89.0, 100.0, False),
        (Target(2, of_ratio=True), 201.0, 100.0, False),
        (Target(2, of_ratio=True), 1.0, None, False),
        (Target(16), 16.0, None, True),
        (Target(16), 16.1, None, False),
    ],
)
def test_a_target_is_reached_or_not(target: Target, value: float, floor: float | None, *, reached: bool) -> None:
    assert target.is_reached(value, floor) is reached


def test_the_table_says_what_was_not_reached() -> None:
    slow = Figure(id="P6", what="memory", value=21.5, unit="KiB", target=Target(16))
    fine = Figure(id="P1", what="fan-out", value=95.0, unit="/s", floor=100.0, beside="bare", target=Target(50))
    plain = Figure(id="P7", what="start", value=1.0, unit="s")
    lines = table([slow, fine, plain]).splitlines()
    assert [line.split("|")[-2].strip() for line in lines[2:]] == ["NO", "NO", ""]
    assert "0.95" in lines[3]


def test_each_round_is_compared_with_its_neighbour() -> None:
    value, floor = middle_round([50.0, 10.0, 80.0], [100.0, 20.0, 160.0])
    assert (value, floor) == (50.0, 100.0)  # half of it in every round, however busy the machine was


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(number) for number in range(1, 101)]
    assert (percentile(values, 50), percentile(values, 99), percentile([7.0], 99)) == (50.0, 99.0, 7.0)
