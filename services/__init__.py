"""Four thin processes; nothing imports from a service."""
