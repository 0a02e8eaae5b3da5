"""The demonstration's schemes: one half written, one adopted; all of it fictitious."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils import timezone

from spaser.contenus.lecture import read_contenu
from spaser.grandeurs import add_mois
from spaser.metier.registre.nomenclatures import Approche
from spaser.web.comptes.models import Utilisateur
from spaser.web.diagnostic.approche import choose
from spaser.web.organisations.models import Espace
from spaser.web.organisations.premiers_contenus import (
    find_departement,
    find_figurant,
    find_metropole,
)
from spaser.web.redaction.models import Moment, Redaction
from spaser.web.redaction.moment import say_moment
from spaser.web.redaction.selectors import list_jalons, read_schema
from spaser.web.redaction.services.structure import set_aside
from spaser.web.redaction.services.suivi import plan_jalons, save_ligne, start_comites
from spaser.web.redaction.services.textes import write_texte

type Textes = Mapping[str, tuple[str, ...]]  # the paragraphs of each heading, as one types them

_FICHIER: Final = "demonstration/schemas.json"
_MOIS: Final = 12  # months of preparation of both
_RESTE: Final = 7  # months before the vote of the one that is being written
_PASSES: Final = 3  # months since the vote of the other


def load_demonstration() -> None:
    """Write half of the scheme of the metropolis, and the whole one of the département, once."""
    textes = read_contenu(_FICHIER, dict[str, dict[str, tuple[str, ...]]])
    metropole, departement = find_metropole(), find_departement()
    if metropole and not Redaction.objects.filter(espace=metropole).exists():
        _load_en_cours(metropole, textes["metropole"], find_figurant("redaction"))
    if departement and not Redaction.objects.filter(espace=departement).exists():
        _load_adopte(departement, textes["departement"], find_figurant("departement"))


def _load_en_cours(espace: Espace, textes: Textes, auteur: Utilisateur) -> None:
    say_moment(espace, Moment.ECRIT, auteur)
    _prepare(espace, textes, add_mois(timezone.localdate(), _RESTE), auteur)


def _load_adopte(espace: Espace, textes: Textes, auteur: Utilisateur) -> None:
    say_moment(espace, Moment.ADOPTE, auteur)
    choose(
        espace,
        Approche.PILIERS,
        "Chaque pilier correspond à une direction qui saura le porter.",
        {},
        auteur,
    )
    _prepare(espace, textes, add_mois(timezone.localdate(), -_PASSES), auteur)
    pistes = read_schema(espace).find("pistes")
    if pistes:
        set_aside(espace, pistes, "Le plan d’action est voté : tout a été discuté.", auteur, None)


def _prepare(espace: Espace, textes: Textes, adoption: date, auteur: Utilisateur) -> None:
    schema = read_schema(espace)
    for rubrique in schema.rubriques:
        if mots := textes.get(rubrique.code):
            write_texte(espace, rubrique, "\n\n".join(mots), auteur, None)
    start_comites(espace, auteur)
    plan_jalons(espace, adoption, _MOIS, auteur, None)
    for jalon in list_jalons(espace).filter(jour__lt=timezone.localdate()):
        save_ligne(jalon, {"fait": True}, auteur)
