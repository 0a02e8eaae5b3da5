"""Headers that Django does not write: what the browser may do, and what it may keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

# The site asks nothing of the device.
_INTERDITS: Final = (
    "accelerometer autoplay browsing-topics camera display-capture encrypted-media geolocation "
    "gyroscope magnetometer microphone midi payment usb xr-spatial-tracking"
).split()
PERMISSIONS: Final = ", ".join(f"{nom}=()" for nom in _INTERDITS)


class Entetes:
    """Complete the headers of every answer; a view may have set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then complete."""
        reponse = self.get_response(request)
        reponse.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # On a shared machine, "back" must not show the pages of who signed out.
            reponse.headers.setdefault("Cache-Control", "private, no-store")
        return reponse
