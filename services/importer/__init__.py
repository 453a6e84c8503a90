"""Applies packages to tenants: fetch, read, stage, then one transaction that writes it all."""
