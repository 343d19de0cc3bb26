-- Layer B, reliability: what moves slowly.
-- The figures of metric_values with what the catalogue says of each metric.
{{ layer_figures('B') }}
