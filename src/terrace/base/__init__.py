"""Ground: no knowledge of figures or cases."""
