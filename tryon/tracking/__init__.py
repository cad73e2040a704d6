"""Frames in, landmarks out: the only home of MediaPipe and LiteRT."""
