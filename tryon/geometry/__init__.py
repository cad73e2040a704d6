"""Rigid transforms, cameras, axes and alignment: NumPy only."""
