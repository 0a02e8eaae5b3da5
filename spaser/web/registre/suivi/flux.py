"""The Atom feed of a search: what was published or changed last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from spaser.web.registre.lecture import name_lieu, name_periode
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.demande import Demande
from spaser.web.registre.selectors.listing import read_fiches, select
from spaser.web.registre.suivi.description import describe_demande
from spaser.web.socle.courriel import absolute_url

ENTREES_MAX: Final = 50


def write_flux(demande: Demande, aujourd_hui: date) -> str:
    """Return the feed of a search, the latest change first."""
    selection = select(replace(demande, tri="maj", page=1), aujourd_hui)
    adresse = f"{reverse('registre:liste')}?{demande.recherche()}".rstrip("?")
    flux = Atom1Feed(
        title=f"SPASER – {describe_demande(demande)}",
        link=absolute_url(adresse),
        feed_url=absolute_url(f"{reverse('registre:flux')}?{demande.recherche()}".rstrip("?")),
        description="Schémas publiés ou mis à jour dans le registre",
        language="fr",
        author_name="Registre des SPASER",
    )
    for fiche in read_fiches(selection.numeros[:ENTREES_MAX]):
        _add(flux, fiche, aujourd_hui)
    return flux.writeString("utf-8")


def _add(flux: Atom1Feed, fiche: Fiche, aujourd_hui: date) -> None:
    adresse = absolute_url(fiche.get_absolute_url())
    details = (
        fiche.titre,
        fiche.compute_statut(aujourd_hui).libelle,
        name_lieu(fiche),
        name_periode(fiche.periode),
    )
    flux.add_item(
        title=fiche.structure,
        link=adresse,
        description=" – ".join(filter(None, details)),
        unique_id=absolute_url(reverse("registre:fiche", args=["fiche", fiche.pk])),
        pubdate=fiche.publiee_le,
        updateddate=fiche.mise_a_jour_le,
    )
