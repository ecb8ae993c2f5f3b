"""Blocks in the store: fills `Blocks` of bot/ports/."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bot.adapters.store.arranging import Arranger, Plan, written
from bot.adapters.store.connection import store_errors, text
from bot.adapters.store.structure import Structure
from bot.blocking import MOST, Block, BlockedWho
from bot.errors import BadInput
from bot.ports import By


_block = msgspec.json.Decoder(Block)


class RedisBlocks:
    """Who may not chat on one site. What is over is forgotten with the next change."""

    def __init__(self, arranger: Arranger) -> None:
        self._arranger = arranger

    async def blocks(self, at: int) -> Sequence[Block]:
        """List those that hold at `at`, newest first."""
        held = [block for block in (await kept_blocks(self._arranger)).values() if block.holds(at)]
        return sorted(held, key=lambda block: (-block.since, block.who))

    async def put(self, block: Block, by: By) -> Block | None:
        """Block somebody, or block them otherwise; what held before is answered."""
        before: Block | None = None

        async def decide(_: Structure) -> Plan | None:
            nonlocal before
            kept = await kept_blocks(self._arranger)
            over = _over(kept, by.at)
            before = None if block.who in over else kept.get(block.who)
            if before is None and len(kept) - len(over) >= MOST:
                raise BadInput(f"{MOST:,} visitors are blocked already, and no more are kept.")
            drop = {"blocks": [str(who) for who in over if who != block.who]}
            return Plan(
                put={"blocks": {block.who: written(block)}}, drop=drop, audit=[f"blocked {_told(block)}"]
            )

        await self._arranger.arrange(by, decide)
        return before

    async def lift(self, who: BlockedWho, by: By) -> Block | None:
        """Let them chat again. Answers what held, None if nothing did."""
        before: Block | None = None

        async def decide(_: Structure) -> Plan | None:
            nonlocal before
            kept = await kept_blocks(self._arranger)
            over = _over(kept, by.at)
            before = None if who in over else kept.get(who)
            if before is None:
                return None
            return Plan(drop={"blocks": [who, *over]}, audit=[f"unblocked {_named(before)}"])

        await self._arranger.arrange(by, decide)
        return before


async def kept_blocks(arranger: Arranger) -> dict[BlockedWho, Block]:
    """Read all that are kept, also those that are over."""
    with store_errors():
        found = await arranger.redis.hgetall(arranger.keys.plain("blocks"))
    return {BlockedWho(text(who)): _block.decode(packed) for who, packed in found.items()}


def _over(kept: dict[BlockedWho, Block], at: int) -> list[BlockedWho]:
    return [who for who, block in kept.items() if not block.holds(at)]


def _named(block: Block) -> str:
    what = block.who.partition(":")[2]
    return f"{block.name} ({what})" if block.name not in ("", what) else what


def _told(block: Block) -> str:
    return f"{_named(block)}{f': {block.reason}' if block.reason else ''}"
