"""Login is required everywhere but on the reviewed list of public pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.middleware import LoginRequiredMiddleware

from spaser.web.config.urls_publiques import URLS_PUBLIQUES

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.http import HttpRequest, HttpResponseBase


class ConnexionRequise(LoginRequiredMiddleware):
    """Send anyone not signed in to the sign-in page, unless the page is listed public.

    A view may open some of its addresses by its attribute `sans_compte`, a function of the request
    and of the arguments of the address.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Let public pages through; Django decides for the others."""
        if request.resolver_match and request.resolver_match.view_name in URLS_PUBLIQUES:
            return None
        sans_compte = getattr(view_func, "sans_compte", None)
        if sans_compte and sans_compte(request, **view_kwargs):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
