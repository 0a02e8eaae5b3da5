"""Whether a space has figures of its own beside the published ones: an upper floor knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaser.web.organisations.espaces import Espace

    type Lecture = Callable[[Espace], bool]

_LECTURES: Final[dict[str, Lecture]] = {}


def register_retouches(nom: str, lecture: Lecture) -> None:
    """Say who knows whether figures were corrected; called from an app's `ready`."""
    _LECTURES[nom] = lecture


def has_retouches(espace: Espace) -> bool:
    """Tell whether corrected figures differ from published ones."""
    return any(lecture(espace) for lecture in _LECTURES.values())
