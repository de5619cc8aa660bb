"""The tests: of the SQL in sql/ (pgTAP), of the Python in py/."""
