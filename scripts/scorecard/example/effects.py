"""What AI SRE does in the example company: the truth that a scorecard should find.

Every number is the effect on an incident in which AI SRE was used. Probabilities and
counts move by a difference; durations by a difference of ln(minutes + 1); effort by a
factor.
"""

from __future__ import annotations

from typing import Final

# Share of the activated incidents in which people use it, at average difficulty, and
# how much less they do (log odds) when the incident is one standard deviation harder.
USE_LOG_ODDS: Final = 1.25
USE_PER_DIFFICULTY: Final = -0.45

# Durations, ln(minutes + 1). -0.328 at a use of about 76 % is the 22 % fall of time to
# mitigate in treated cells: exp(0.76 * -0.328) = 0.78.
TIME_TO_MITIGATE: Final = -0.328
CLEAN_UP: Final = 0.08  # time_to_resolve gains less: what follows takes longer
ENGAGEMENT: Final = -0.20
FIRST_UPDATE: Final = -0.40

# Probabilities.
PACKET_COMPLETE: Final = 0.35
EVIDENCE_LINKED: Final = 0.23
FIRST_PAGE_RIGHT: Final = 0.16
CADENCE_KEPT: Final = 0.14
CHECK_DEFINED: Final = 0.20
CHECKS_PASSED: Final = 0.08
DUPLICATE_STEP: Final = -0.05
ACTION_BLOCKED: Final = 0.04
DRAFT_REWORK: Final = 0.05  # the one that gets worse

# Counts per incident.
HANDOFFS: Final = -0.15  # beside the handoffs that a right first page saves
MISSING_UPDATE_ESCALATIONS: Final = -0.15

# Factors on effort.
RESPONDER_TIME: Final = 0.75
OVERHEAD_TIME: Final = 0.85

# Metrics that AI SRE leaves as they are.
UNCHANGED: Final = (
    "contradiction_rate",
    "rollback_time",
    "stop_condition_rate",
    "comms_consistency_rate",
    "time_to_detect",
    "residual_degradation_time",
    "sev1_share",
    "repeat_incident_rate",
    "time_between_repeats",
    "repeat_same_trigger_rate",
    "incidents_per_1000_deploys",
    "sev1_per_month",
    "compliance_hours",
)

# What happens to everybody, with or without AI SRE.
SECULAR_LOG_PER_YEAR: Final = -0.08  # durations and effort fall by themselves
MONTH_SHOCK_LOG: Final = 0.04  # standard deviation of a month, ln(minutes + 1)
MONTH_SHOCK_SHARE: Final = 0.015  # and of a month's probabilities
MONTH_SHOCK_VOLUME: Final = 0.12  # and of ln(incidents)
