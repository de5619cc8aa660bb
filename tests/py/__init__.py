"""Tests of the Python packages, and of the ledger from outside."""
