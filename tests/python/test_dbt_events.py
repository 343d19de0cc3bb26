"""Events of dbt: none that a logger writes is dropped."""

from __future__ import annotations

import io

import pytest
from dbt_common.events.base_types import BaseEvent, DebugLevel, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.logger import LineFormat, LoggerConfig
from dbt_common.events.types import Formatting, Note, SystemExecutingCmd

from scorecard.dbt_events import HeardEvents, leave_unheard_events_empty

Fired = tuple[BaseEvent, EventLevel | None]


def written(manager: EventManager, level: EventLevel, fired: list[Fired]) -> list[str]:
    """Return the lines that a logger of a level has written."""
    stream = io.StringIO()
    manager.add_logger(
        LoggerConfig(
            name=f"test_{id(stream)}",
            level=level,
            line_format=LineFormat.PlainText,
            output_stream=stream,
        )
    )
    for event, event_level in fired:
        manager.fire_event(event, level=event_level)
    # without the time of day
    return [line.partition("  ")[2] for line in stream.getvalue().splitlines()]


@pytest.fixture
def fired() -> list[Fired]:
    return [
        (Formatting(msg="as its kind says, debug"), EventLevel.DEBUG),
        (Note(msg="informed"), EventLevel.INFO),
        (Note(msg="warned"), EventLevel.WARN),
        (Note(msg="failed"), EventLevel.ERROR),
        (Note(msg="raised from what it is"), EventLevel.DEBUG),
    ]


@pytest.mark.parametrize("level", list(EventLevel))
def test_it_writes_what_dbt_would_write(level: EventLevel, fired: list[Fired]) -> None:
    of_dbt, of_ours = (
        written(make(), level, fired) for make in (EventManager, HeardEvents)
    )
    assert of_ours == of_dbt
    assert ("warned" in of_ours) == (level is not EventLevel.ERROR)


def test_a_debug_event_that_nobody_hears_is_not_made_into_a_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def message(event: Note) -> str:
        raise AssertionError("asked for its text")

    monkeypatch.setattr(Note, "message", message)
    manager = HeardEvents()
    unheard = Note(msg="unheard")
    assert written(manager, EventLevel.INFO, [(unheard, EventLevel.DEBUG)]) == []
    with pytest.raises(AssertionError):
        manager.fire_event(unheard, level=EventLevel.INFO)


@pytest.mark.parametrize("heard", [EventLevel.DEBUG, EventLevel.INFO])
def test_a_debug_event_is_filled_if_it_is_heard(
    heard: EventLevel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DebugLevel, "__init__", DebugLevel.__init__)
    manager = HeardEvents()
    leave_unheard_events_empty(manager)
    written(manager, heard, [])  # from here on the manager has a logger of that level
    debug, informed = SystemExecutingCmd(cmd=["ls"]), Note(msg="told")
    lines = written(manager, heard, [(debug, None), (informed, None)])
    assert ["ls" in line for line in lines] == (
        [True, False] if heard is EventLevel.DEBUG else [False]
    )
    assert lines[-1] == "told"
