"""What crosses a process border, each declared once: commands, events, queues, errors, scopes."""
