"""Passwords: argon2id off the event loop, a few at a time, so that a flood of log-ins does not take the memory."""

from __future__ import annotations

import asyncio

from aiohttp import web
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Passwords:
    """Hash and verify; `cost` is argon2id's (time, KiB, lanes)."""

    def __init__(self, cost: tuple[int, int, int], at_once: int = 2) -> None:
        time_cost, memory_kib, lanes = cost
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=lanes)
        self._slots = asyncio.Semaphore(at_once)
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        async with self._slots:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password fits. Without a hash (no such account) it takes as long as with one."""
        if password_hash is None:
            if self._nobody is None:
                self._nobody = await self.hash("nobody's password")
            await self._verify(self._nobody, password)
            return False
        return await self._verify(password_hash, password)

    async def _verify(self, password_hash: str, password: str) -> bool:
        async with self._slots:
            try:
                return await asyncio.to_thread(self._hasher.verify, password_hash, password)
            except (VerificationError, InvalidHashError):
                return False


PASSWORDS: web.AppKey[Passwords] = web.AppKey("passwords", Passwords)
