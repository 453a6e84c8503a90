"""Takes the secrets of every tenant out of the hands of older master keys, while services run:
`python -m libs.runtime.rotate`. See docs/how-to/rotate-keys.md.
"""

import asyncio
import sys
from collections.abc import Iterable

from libs.objects.sealing import Sealer
from libs.objects.store import ObjectStore
from libs.runtime.rotation import Tally, rotate
from libs.runtime.settings import Settings
from libs.store.database import Database


async def _run(settings: Settings, sealer: Sealer) -> Tally:
    objects = ObjectStore.open(settings.object_store)
    try:
        database = await Database.connect(settings.database_dsn.get_secret_value(), max_size=1)
        try:
            return await rotate(database, objects, sealer)
        finally:
            await database.close()
    finally:
        await objects.close()


def report(tally: Tally, sealer: Sealer) -> Iterable[str]:
    """What was done and what still needs which key, a line each."""
    done = ", ".join(f"{count} x {what}" for what, count in sorted(tally.changed.items()))
    yield f"Brought under the key {sealer.current!r}: {done or 'nothing, it was all there'}."
    for (key_id, what), count in sorted(tally.passing.items()):
        yield f"Key {key_id!r}: {count} x {what} until the job ends, an hour at most after it."
    for (key_id, what), count in sorted(tally.lost.items()):
        yield f"Key {key_id!r}: {count} x {what} did not open and stayed as it was."
    free = [key_id for key_id in sealer.key_ids[1:] if key_id not in tally.needed]
    for key_id in free:
        yield f"Key {key_id!r}: nothing needs it; remove it once every process runs without it."


def main() -> int:
    """0 when nothing needs an older key any more, else 1: run it again later."""
    settings = Settings.from_environment()
    sealer = Sealer.from_text(settings.sealing_keys.get_secret_value())
    tally = asyncio.run(_run(settings, sealer))
    sys.stdout.writelines(f"{line}\n" for line in report(tally, sealer))
    return 1 if tally.needed else 0


if __name__ == "__main__":
    sys.exit(main())
