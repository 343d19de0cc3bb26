"""AI SRE Scorecard: what AI SRE does to incident response, and what it is worth."""
