"""Sluice's own API: jobs that are accepted at once and looked at later."""
