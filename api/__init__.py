"""The ways in: the HTTP service and the command line."""
