"""`python -m services.exporter`: one exporter process."""

from libs.runtime import worker
from services.exporter.handlers import add_handlers

if __name__ == "__main__":
    worker.run("exporter", add_handlers)
