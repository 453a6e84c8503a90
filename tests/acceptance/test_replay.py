"""`python -m services.notifier.replay`, as an operator runs it."""

import asyncio
import os
import sys
from uuid import uuid4

import aio_pika

from deploy.local.supervisor import ROOT
from tests.listening import seen
from tests.processes import Processes


async def replay(system: Processes, *arguments: str) -> str:
    """What the command prints."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.notifier.replay", *arguments),
        cwd=ROOT,
        env=os.environ | system.settings,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return output.decode()


async def test_dead_letters_are_listed_and_sent_again(system: Processes) -> None:
    async with await aio_pika.connect(system.settings["SLUICE_AMQP_URL"]) as connection:
        exchange = await (await connection.channel()).get_exchange("sluice.commands")
        await exchange.publish(aio_pika.Message(uuid4().bytes), "import")

    async def listed() -> bool:
        return "from sluice.import, rejected, 16 bytes" in await replay(system)

    await seen(listed)
    assert "1 of 1 dead letters" in await replay(system, "--all")
    assert "sent again" in await replay(system, "--list")
