"""What dbt says, as far as anybody hears it."""

from __future__ import annotations

from typing import Any

from dbt_common.events.base_types import BaseEvent, DebugLevel, EventLevel
from dbt_common.events.event_manager import EventManager

_LEVELS_WITH_DEBUG = (EventLevel.DEBUG, EventLevel.TEST)


class HeardEvents(EventManager):
    """Drops an event that no logger would write before it is made into text.

    dbt's own manager makes a message and a line of JSON of every debug event and then
    throws these away: a fifth of dbt's own time, with the other threads waiting.
    """

    def fire_event(
        self,
        e: BaseEvent,
        level: EventLevel | None = None,
        node: Any = None,
        force_warn_or_error_handling: bool = False,
    ) -> None:
        """Pass an event on, as dbt's own manager does, if a logger writes it.

        dbt's one callback hears of warnings, which are always passed on.
        """
        if (level or e.level_tag()) is EventLevel.DEBUG and not self.writes_debug():
            return
        super().fire_event(e, level, node, force_warn_or_error_handling)

    def writes_debug(self) -> bool:
        """Return whether a logger writes debug events."""
        return any(logger.level in _LEVELS_WITH_DEBUG for logger in self.loggers)


def leave_unheard_events_empty(events: HeardEvents) -> None:
    """Have debug events filled only while a logger of `events` writes them.

    dbt fills twenty for every node, field by field: another fifth of its own time. It
    offers no way to ask for that less often, so the class of its debug events is told
    here. An event that stayed empty cannot be raised to another level: dbt raises those
    alone that have no level of their own.
    """
    filled = DebugLevel.__init__

    def fill_if_heard(event: DebugLevel, *args: Any, **fields: Any) -> None:
        if events.writes_debug():
            filled(event, *args, **fields)
        else:
            event.pb_msg = None

    DebugLevel.__init__ = fill_if_heard  # type: ignore[assignment,method-assign]
