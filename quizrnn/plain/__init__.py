"""Line mode: the same engine on a pipe or a simple terminal."""
