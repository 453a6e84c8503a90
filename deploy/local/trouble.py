"""What stopped the local system, for the person at the terminal."""


class Trouble(Exception):
    """`what` happened and what to do `next`; the commands print both and end with status 1."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(f"{what} {next_step}")
        self.what = what
        self.next_step = next_step
