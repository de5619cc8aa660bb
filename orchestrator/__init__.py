"""What runs beside the database: the embedded server, migrations, connections."""
