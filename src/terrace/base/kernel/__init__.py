"""Ground of the ground: periods, problems, text, settings, the embedded servers.

Listens to nothing, publishes nothing. What is not here: anything that knows a place, a person or a figure.
"""
