"""Airflow 3: the command line as one task, every night.

On Airflow 2.8 and later import DAG from airflow and BashOperator from
airflow.operators.bash; the rest is the same.
"""

from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

COMMAND = (
    "/opt/ai-sre-scorecard/.venv/bin/scorecard run"
    " --exports /srv/scorecard/exports"
    " --config /srv/scorecard/config"
    " --warehouse /srv/scorecard/warehouse"
)

with DAG(
    dag_id="scorecard",
    schedule="17 3 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    tags=["incidents"],
):
    BashOperator(
        task_id="run",
        bash_command=COMMAND,
        # another run holds the warehouse: skipped, not failed
        skip_on_exit_code=3,
        # a file that cannot be read is no better in five minutes
        retries=0,
        execution_timeout=timedelta(hours=4),
    )
