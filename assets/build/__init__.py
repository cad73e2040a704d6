"""Parametric builder of the bundled products; lengths in millimetres until the GLB is written."""
