"""What the services share; arrows between the rooms point downwards only."""
