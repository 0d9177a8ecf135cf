"""What is known: indicators, returns, observations, figures."""
