"""Hears every event, marks connector refreshes as announced, and keeps dead letters."""
