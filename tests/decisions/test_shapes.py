"""What each audience sees of an order, and what it never sees."""

import json
from dataclasses import replace

import pytest

from server.orders.order import Purchaser, Role
from server.orders.shapes import admin_shape, board_shape, kitchen_shape, owner_shape, shape_for, to_json
from tests.decisions.test_order import ORDER

MAYAS = replace(ORDER, purchaser=Purchaser(person_id=3, full_name="Maya Rossi", email="maya@example.com"))


@pytest.mark.requirement("LIVE-3")
def test_the_board_carries_number_name_status_and_times_only() -> None:
    assert set(board_shape(MAYAS)) == {"number", "first_name", "status", "placed_at", "ready_at", "version"}
    assert board_shape(MAYAS)["first_name"] is None
    assert board_shape(replace(MAYAS, show_name=True))["first_name"] == "Maya"


@pytest.mark.requirement("LIVE-2")
def test_the_kitchen_sees_no_address_of_a_person_and_no_price() -> None:
    text = to_json(kitchen_shape(MAYAS))
    assert "maya@example.com" not in text
    assert "Rossi" not in text
    for price in ("unit_price", "original_price", "line_total", "sale_percent", "subtotal", "discount", "total", "due"):
        assert f'"{price}"' not in text


@pytest.mark.requirement("ORD-3")
def test_the_owner_sees_the_order_but_the_purchaser_is_the_admins() -> None:
    assert "purchaser" not in owner_shape(MAYAS)
    assert admin_shape(MAYAS)["purchaser"] == {"full_name": "Maya Rossi", "email": "maya@example.com"}
    assert shape_for(MAYAS, Role.KITCHEN, 3) == owner_shape(MAYAS)
    assert shape_for(MAYAS, Role.KITCHEN, 4) == kitchen_shape(MAYAS)
    assert shape_for(MAYAS, Role.ADMIN, 3) == admin_shape(MAYAS)


def test_times_are_epoch_milliseconds_and_money_minor_units() -> None:
    shape = json.loads(to_json(owner_shape(MAYAS)))
    assert shape["placed_at"] == 1786708800000
    assert shape["total"] == 760
    assert shape["due"] == 760
