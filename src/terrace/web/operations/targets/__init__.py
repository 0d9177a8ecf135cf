"""Pages of targets: how far the year's plan is, how likely it is met, and the forms that set one.

`views` answers, `cards` dresses what was found, `drawings` places bars and lines.
Listens to nothing, publishes nothing. What is not here: chances and standings (insight.targets).
"""
