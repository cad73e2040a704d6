"""The mirror in the store: camera, engine and window, each on a thread of its own."""
