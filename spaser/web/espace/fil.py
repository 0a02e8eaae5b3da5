"""Where one is, under « Mon espace »."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse

if TYPE_CHECKING:
    from spaser.web.espace.acces import Espace

    type Pas = tuple[str, str | None]

MON_ESPACE: Final = "Mon espace"


def fil_espace(espace: Espace | None = None, *suite: Pas) -> list[Pas]:
    """Return the breadcrumb of a page of a space, or of the list of spaces."""
    if espace is None:
        return [(MON_ESPACE, None)]
    ici = (espace.nom, espace.get_absolute_url() if suite else None)
    if espace.visite:
        return [ici, *suite]
    return [(MON_ESPACE, reverse("espace:accueil")), ici, *suite]
