"""Scenes in, layers out."""
