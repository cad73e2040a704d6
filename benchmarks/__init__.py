"""Measurements of speed and accuracy, through the public API, with recorded input."""
