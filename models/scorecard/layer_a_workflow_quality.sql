-- Layer A, the quality of the work: what moves first.
-- The figures of metric_values with what the catalogue says of each metric.
{{ layer_figures('A') }}
