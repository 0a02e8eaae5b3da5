"""The modules and lessons that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.web.formation.selectors import read_modules
from spaser.web.formation.textes import LECONS, MODULES
from spaser.web.recherche.textes import SourceTextes, TexteCherchable


def list_textes(jour: date) -> Iterator[TexteCherchable]:
    """Return each module, then each lesson, without its questions: they would give the answers."""
    for module, lecons in read_modules(jour):
        yield TexteCherchable(
            code=module.code,
            titre=module.titre,
            adresse=reverse("formation:module", args=[module.code]),
            resume=module.resume,
            mots_cles="formation e-learning module cours en ligne mooc attestation scorm",
        )
        for lecon in lecons:
            ecrans = (t for ecran in lecon.ecrans for t in (ecran.titre, ecran.texte))
            yield TexteCherchable(
                code=lecon.code,
                titre=lecon.titre,
                adresse=reverse("formation:lecon", args=[module.code, lecon.court]),
                resume=lecon.objectif,
                corps=" ".join((*ecrans, *lecon.retenir)),
                mots_cles="leçon formation",
            )


SOURCE: Final = SourceTextes(
    "formation",
    "Formation",
    list_textes,
    rang=20,
    poids=0.95,
    generations=(MODULES.code, LECONS.code),
)
