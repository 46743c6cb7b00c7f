"""Commands, one module each, loaded when called."""
