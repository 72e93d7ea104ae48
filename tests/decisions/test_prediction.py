"""The house rule of PRED-1, worked out by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from server.orders.prediction import PredictionRule, Work, predict_minutes, predict_ready_at

HOUSE = PredictionRule()


@pytest.mark.requirement("PRED-1")
@pytest.mark.parametrize(
    ("work", "queue", "minutes"),
    [
        ([(4, 1)], 0, 4),
        ([(2, 1), (9, 1), (4, 2)], 0, 9),  # four products: the longest preparation alone
        ([(4, 5)], 0, 10),  # the fifth product begins a block
        ([(4, 8)], 0, 10),  # …which holds four
        ([(4, 9)], 0, 16),
        ([(8, 3), (2, 2)], 0, 14),
        ([(4, 1)], 3, 16),
        ([(None, 1)], 0, 4),  # the shop's default
    ],
)
def test_the_house_rule_counts_preparation_blocks_and_queue(
    work: list[tuple[int | None, int]], queue: int, minutes: int
) -> None:
    assert predict_minutes([Work(*line) for line in work], queue, HOUSE) == minutes


@pytest.mark.requirement("PRED-1")
def test_every_constant_is_a_shop_setting() -> None:
    rule = PredictionRule(prep_default=7, block_size=2, block_minutes=3, queue_minutes=1)
    assert predict_minutes([Work(None, 5)], 2, rule) == 7 + 2 * 3 + 2 * 1
    noon = datetime(2026, 8, 14, 12, tzinfo=UTC)
    assert predict_ready_at(noon, [Work(None, 5)], 2, rule) == noon + timedelta(minutes=15)
