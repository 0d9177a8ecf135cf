"""Terrace: the open management system of a Vietnamese province."""
