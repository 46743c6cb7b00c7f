"""Question banks: their types, reading them with positions, the compiled library, lint and schema."""
