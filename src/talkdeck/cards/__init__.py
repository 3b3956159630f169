"""Card values, and the choice of which to keep."""
