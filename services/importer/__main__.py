"""`python -m services.importer`: one importer process."""

from libs.runtime import worker
from services.importer.handlers import add_handlers

if __name__ == "__main__":
    worker.run("importer", add_handlers)
