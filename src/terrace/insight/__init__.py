"""What figures mean: forecasts, targets, plans."""
