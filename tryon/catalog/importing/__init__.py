"""Turning anyone's mesh into a product: read apart, turned, measured, cut up, written."""
