"""What every process shares: settings, brokers, relay, retries, logging, metrics, credentials."""
