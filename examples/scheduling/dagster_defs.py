"""Dagster: the published file as an asset, made by the command line every night."""

import subprocess

import dagster as dg

COMMAND = [
    "/opt/ai-sre-scorecard/.venv/bin/scorecard",
    "run",
    "--exports",
    "/srv/scorecard/exports",
    "--config",
    "/srv/scorecard/config",
    "--warehouse",
    "/srv/scorecard/warehouse",
]
IN_USE = 3


@dg.asset(retry_policy=dg.RetryPolicy(max_retries=3, delay=600))
def scorecard(context: dg.AssetExecutionContext) -> None:
    """The marts for readers; a failed run leaves the last good version in place."""
    done = subprocess.run(COMMAND, capture_output=True, text=True)
    context.log.info(done.stderr)
    if done.returncode:
        raise dg.Failure(
            description=f"scorecard run ended with exit code {done.returncode}",
            # worth another try only while somebody else uses the warehouse
            allow_retries=done.returncode == IN_USE,
        )


nightly = dg.ScheduleDefinition(
    name="scorecard_nightly",
    target=dg.AssetSelection.assets(scorecard),
    cron_schedule="17 3 * * *",
)

defs = dg.Definitions(assets=[scorecard], schedules=[nightly])
