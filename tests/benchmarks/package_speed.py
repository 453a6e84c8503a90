"""How fast a package is read: `python -m tests.benchmarks.package_speed`, from the repository root.

Reading (parse, check, take secrets out, split, digest) of 10 MB is held against what orjson alone
needs to parse the same bytes and write them again, in CPU time of one core, the best of several
runs each. Ends with 1 where reading takes more than six times as long. The older generation's
text is a string in a string, so there orjson parses and writes both layers. Of a signed package the
signature is checked too.
"""

import copy
import gc
import json
import re
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from libs.flows.integrity import signed
from libs.flows.read import Limits, read_package
from libs.runtime.signing import Signer
from tests.packages.elements import ZERO
from tests.packages.generations import older
from tests.packages.order_elements import EN, NO
from tests.packages.order_intake import OrderIntake

SIZE = 10_000_000
MOST = 6.0
RUNS = 21
LIMITS = Limits(elements=100_000)
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def main() -> int:
    worst = 0.0
    package = _package(SIZE)
    newer = orjson.dumps(package)
    signer = Signer(Ed25519PrivateKey.generate())
    for name, data, alone in [
        ("today's", newer, _both_ways),
        ("today's, signed", signed(newer, signer), _both_ways),
        ("today's, spaced and escaped", json.dumps(package).encode(), _both_ways),
        ("older", older(package).encode(), _both_ways_twice),
    ]:
        base, ours = _compare(partial(alone, data), partial(read_package, data, LIMITS))
        worst = max(worst, ours / base)
        megabytes, milliseconds = len(data) / 1e6, base * 1000
        sys.stdout.write(
            f"{name}: {megabytes:.1f} MB, orjson {milliseconds:.0f} ms, "
            f"reading {ours * 1000:.0f} ms, ratio {ours / base:.2f} (at most {MOST:.0f})\n"
        )
    return 0 if worst <= MOST else 1


def _both_ways(data: bytes) -> bytes:
    return orjson.dumps(orjson.loads(data))


def _both_ways_twice(data: bytes) -> bytes:
    return orjson.dumps(orjson.dumps(orjson.loads(orjson.loads(data))).decode())


def _package(size: int) -> dict[str, Any]:
    """The demo's elements again and again, each time as other elements with GUIDs of their own."""
    demo = OrderIntake(2, password="a made-up password").package()
    text = orjson.dumps(demo).decode()
    kept = {ZERO, EN, NO, demo["flowConfiguration"]["compositeId"]["guid"]}
    package = copy.deepcopy(demo)
    for number in range(1, size // len(text) + 2):
        copied = orjson.loads(_renumbered(text, number, kept))
        for key, items in copied.items():
            if isinstance(items, list) and key != "contentValueCultures":
                package[key] += items
        for key, ids in copied["flowConfiguration"].items():
            if key.endswith("Ids"):
                package["flowConfiguration"][key] |= ids
    return package


def _renumbered(text: str, number: int, kept: set[str]) -> str:
    """Every GUID but those to keep replaced by one that only this number has."""
    return _GUID.sub(lambda m: m[0] if m[0] in kept else f"{m[0][:-5]}{number:05x}", text)


def _compare(alone: Callable[[], object], ours: Callable[[], object]) -> tuple[float, float]:
    """Best CPU seconds of each, taken in turns so that both meet the same neighbours."""
    best = [float("inf"), float("inf")]
    for _ in range(RUNS):
        for place, work in enumerate((alone, ours)):
            gc.collect()
            start = time.process_time()
            work()
            best[place] = min(best[place], time.process_time() - start)
    return best[0], best[1]


if __name__ == "__main__":
    sys.exit(main())
