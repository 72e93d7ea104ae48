"""The order book: the only code that writes orders. Locks the order, checks the version, writes, appends."""

from server.orderbook.moving import accept_order, move_order
from server.orderbook.placing import Demand, NewLine, NewOrder, find_placed_order, place_order, take_stock
from server.orderbook.reading import (
    count_queue,
    find_kitchen_orders,
    find_live_orders,
    find_order,
    find_orders,
    get_counts,
    get_owed,
)
from server.orderbook.refunding import refund_order
from server.orderbook.shop_settings import SHOP, ShopSettings, ShopSettingsKeeper
from server.orderbook.slots import book_place, find_taken_places, take_place
from server.orderbook.ticking import tick_item

__all__ = [
    "SHOP",
    "Demand",
    "NewLine",
    "NewOrder",
    "ShopSettings",
    "ShopSettingsKeeper",
    "accept_order",
    "book_place",
    "count_queue",
    "find_kitchen_orders",
    "find_live_orders",
    "find_order",
    "find_orders",
    "find_placed_order",
    "find_taken_places",
    "get_counts",
    "get_owed",
    "move_order",
    "place_order",
    "refund_order",
    "take_place",
    "take_stock",
    "tick_item",
]
