"""Pages of forecasts: the fan of one series, what comes next at a place, and both as files.

`questions` reads what the address asks, `pages` and `lists` dress what is found, `sentences` puts it into words.
Listens to nothing, publishes nothing. What is not here: forecasts (insight.forecasting), the drawing (ui.fans).
"""
