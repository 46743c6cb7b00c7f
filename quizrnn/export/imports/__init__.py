"""Other programs' cards as questions of a bank."""
