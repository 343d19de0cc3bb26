"""`python -m scorecard.dbt_child ...` is dbt that does not outlive its run.

A run that is killed cannot end its child. Left alone, that dbt would go on writing to
the build file, beside the dbt of the next run. So it ends when its standard input
does, which is a pipe that the run holds, and it holds a lock for as long as it lives.
"""

from __future__ import annotations

import gc
import os
import threading

from filelock import FileLock

from scorecard.build_file import ORPHAN_SECONDS

LOCK = "SCORECARD_BUILD_LOCK"
"""Environment variable with the path of the lock."""


def _end_with_the_run() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)


def main() -> None:
    """Run dbt with this process's arguments."""
    os.umask(0o077)
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    with FileLock(os.environ[LOCK], timeout=ORPHAN_SECONDS, mode=0o600):
        # to look for garbage in dbt's manifest stops every thread for longer than what
        # is found is worth: a build leaves some tens of megabytes, and then ends
        gc.disable()
        from dbt.cli.main import cli
        from dbt_common.events.event_manager_client import ctx_set_event_manager

        from scorecard.dbt_events import HeardEvents, leave_unheard_events_empty

        events = HeardEvents()
        ctx_set_event_manager(events)
        leave_unheard_events_empty(events)
        cli()


if __name__ == "__main__":
    main()
