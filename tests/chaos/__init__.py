"""Law 3: what was acknowledged is there, exactly once, whoever is killed and whenever."""
