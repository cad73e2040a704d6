"""The web service and try-on page of the project; meets the core only through `tryon`."""
