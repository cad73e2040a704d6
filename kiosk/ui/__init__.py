"""The window: painted widgets over the mirrored picture, for fingers and keyboards."""
