"""`python -m tests.packages` writes the package files of this folder, and the demo's."""

from pathlib import Path

from tests.packages.files import FILES, ROOT

if __name__ == "__main__":
    for name, text in FILES.items():
        Path(ROOT / name).write_text(text, encoding="utf-8")
