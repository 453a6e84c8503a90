"""What a person sees while something takes time: one line per step, with its seconds.

Standard library only: it is used before the virtual environment exists.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.local.trouble import Trouble

# A step that says nothing for longer than this looks stuck.
_SIGN_OF_LIFE_S = 15


class Console:
    """Prints steps and remembers how long each took."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.times: list[tuple[str, float]] = []

    def say(self, text: str) -> None:
        print(text, flush=True)

    def detail(self, text: str) -> None:
        """A line that belongs to the step before it."""
        print(f"    {text}", flush=True)

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Say what begins, show that it lives, say when it is done."""
        print(f"  * {title}", flush=True)
        began = time.monotonic()
        done = threading.Event()
        alive = threading.Thread(target=self._signs_of_life, args=(done, began), daemon=True)
        alive.start()
        try:
            yield
        finally:
            done.set()
            alive.join()
        took = time.monotonic() - began
        self.times.append((title, took))
        if took >= 1:
            self.detail(f"done in {took:.0f} s")

    def where_the_time_went(self) -> str:
        """The steps that took a second or more, longest first."""
        slow = sorted((t for t in self.times if t[1] >= 1), key=lambda t: -t[1])
        return ", ".join(f"{title.lower()} {took:.0f} s" for title, took in slow[:4])

    def _signs_of_life(self, done: threading.Event, began: float) -> None:
        while not done.wait(_SIGN_OF_LIFE_S):
            self.detail(f"still working ({time.monotonic() - began:.0f} s)")


@contextmanager
def trouble_told() -> Iterator[None]:
    """End the command with status 1 and two plain sentences instead of a traceback."""
    try:
        yield
    except Trouble as trouble:
        print(f"\nSluice could not go on: {trouble.what}", file=sys.stderr)
        print(f"What to do: {trouble.next_step}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nInterrupted. `make stop` stops what was started.", file=sys.stderr)
        sys.exit(130)
