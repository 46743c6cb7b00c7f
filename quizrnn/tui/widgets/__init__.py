"""The interface's widgets, one a file. None parses markup: texts are ``Content``."""
