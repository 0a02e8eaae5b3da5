"""Fills a prepared site for a load: a large space, trial spaces, sheets of the register.

    python -m tests.bench.charge.terrain MEMBRES ESSAIS FICHES TERRAIN.json

writes what people may ask for, with a session for each member and each trial.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import django
import msgspec

SIREN: Final = "001010016"
_FICHES: Final = 200  # of the register, among which visitors draw


def main() -> None:
    """Fill the site of the settings."""
    django.setup()
    membres, essais, fiches = map(int, sys.argv[1:4])
    Path(sys.argv[4]).write_bytes(msgspec.json.encode(_fill(membres, essais, fiches)))


def _fill(membres: int, essais: int, fiches: int) -> object:
    # Models are read once Django has its settings.
    from django.conf import settings  # noqa: PLC0415

    from spaser.moteur.entrepot.lecture import open_entrepot  # noqa: PLC0415
    from spaser.site.chiffres.marches.services import list_marches  # noqa: PLC0415
    from spaser.site.organisations.espaces import open_essai  # noqa: PLC0415
    from spaser.site.registre.models import Fiche  # noqa: PLC0415
    from tests.bench.charge.parcours import Porte, Terrain  # noqa: PLC0415
    from tests.bench.registre import fill_registre  # noqa: PLC0415
    from tests.site.organisations.fabrique import (  # noqa: PLC0415
        make_equipe,
        make_membre,
        make_organisation,
        make_personne,
        sign_in,
    )

    def open_porte(utilisateur, siren):
        return Porte(siren, sign_in(utilisateur).cookies["session"].value)

    fill_registre(fiches)
    organisation = make_organisation(SIREN, "Métropole de Val-Fictif")
    membre = (make_membre(organisation, "redaction", f"m{n}@exemple.fr") for n in range(membres))
    grand = [open_porte(un.utilisateur, SIREN) for un in membre]
    with open_entrepot(settings.ENTREPOT) as ouvert:
        sirens = [a.siren for a in ouvert.list_acheteurs(essais + 1) if a.siren != SIREN]
    portes = []
    for rang in range(essais):
        personne, siren = make_personne(f"e{rang}@exemple.fr"), sirens[rang % len(sirens)]
        open_essai(personne, siren, f"Commune fictive {rang}")
        portes.append(open_porte(personne, siren))
    return Terrain(
        grand=grand,
        essais=portes,
        cles=[marche.cle for marche in list_marches(organisation.espace)],
        fiches=[fiche.get_absolute_url() for fiche in Fiche.objects.publiees()[:_FICHES]],
        sirens=sirens,
        equipe=sign_in(make_equipe(), second_facteur=True).cookies["session"].value,
    )


if __name__ == "__main__":
    main()
