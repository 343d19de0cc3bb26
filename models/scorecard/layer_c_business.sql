-- Layer C, the business: hours, escalations, prevented harm.
-- The figures of metric_values with what the catalogue says of each metric.
{{ layer_figures('C') }}
