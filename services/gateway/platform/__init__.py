"""The compatible API: the platform's methods, paths, parameters, bodies and status codes."""
