"""What trackers find: landmarks, their topology, their smoothing."""
