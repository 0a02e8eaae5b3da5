"""How the register writes to somebody: one template, a subject, a few lines, a link or two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from spaser.metier.droits import MATRICE, Operation
from spaser.web.organisations.models import RoleProgramme
from spaser.web.socle.courriel import absolute_url, send_courriel

if TYPE_CHECKING:
    from collections.abc import Iterable

    type Lien = tuple[str, str]  # a path of the site and its words

GABARIT: Final = "registre/courriels/avis"


def send_avis(
    adresse: str, objet: str, lignes: Iterable[str], lien: Lien, second: Lien | None = None
) -> None:
    """Write to one person; nobody to write to is no mail."""
    if not adresse:
        return
    send_courriel(
        GABARIT,
        adresse,
        {
            "objet": objet,
            "lignes": [ligne for ligne in lignes if ligne],
            "lien": absolute_url(lien[0]),
            "libelle": lien[1],
            "second": (absolute_url(second[0]), second[1]) if second else None,
        },
    )


def list_moderateurs(operation: Operation) -> list[str]:
    """Return the addresses of those of the programme who may do that."""
    roles = [role.value for role in MATRICE[operation]]
    tenus = RoleProgramme.objects.filter(role__in=roles, utilisateur__is_active=True)
    return list(tenus.order_by("pk").values_list("utilisateur__courriel", flat=True).distinct())
