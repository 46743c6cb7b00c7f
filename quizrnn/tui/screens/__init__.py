"""The interface's screens, one a file. They draw and pass on; the rules live in ``study`` and ``drills``."""
