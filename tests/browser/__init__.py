"""The site in a real browser: people at their pages, over real servers."""
