"""A placebo: what the scorecard finds in an export in which nobody introduced AI.

Classes and tiers are dealt to the labels of a ServiceNow export by lot, half of the
cells are called treated from a day in the middle on, and the project's own SQL
compares. Every effect that it finds is a false one. docs/placebo.md says how often that
happens.
"""
