"""What this room offers to be watched."""

from __future__ import annotations

from server.realtime.offers import TopicOffer

OFFERS: tuple[TopicOffer, ...] = ()
