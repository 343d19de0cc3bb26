"""What people configure: read it, refuse what is wrong, hand it to dbt as seeds."""

from scorecard.config.load import DEFAULT_SEEDS, Config, load_config
from scorecard.config.merge import merge
from scorecard.config.problems import ConfigError, Problem

__all__ = [
    "DEFAULT_SEEDS",
    "Config",
    "ConfigError",
    "Problem",
    "load_config",
    "merge",
]
