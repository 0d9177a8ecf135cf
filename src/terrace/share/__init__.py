"""What leaves the house: figures for everybody, in the formats of the field."""
