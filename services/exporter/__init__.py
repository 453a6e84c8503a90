"""Packs snapshots: read, write the package, store it, and issue a sharing token if asked."""
