"""How Sluice is run: on one machine (local) and as container images (images)."""
