"""The whole system on one machine: set-up, parts, processes under a supervisor, a round trip."""
