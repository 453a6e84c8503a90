"""`python -m services.notifier`: one notifier process."""

from libs.runtime import worker
from services.notifier.handlers import add_handlers

if __name__ == "__main__":
    worker.run("notifier", add_handlers)
