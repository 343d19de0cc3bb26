"""The pages that people look at, and their figures as files: from the marts alone."""
