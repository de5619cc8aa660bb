"""The HTTP service, tried over HTTP on a real database."""
