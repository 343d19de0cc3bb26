"""The pages that people look at, and the same figures as files; from the marts alone."""
