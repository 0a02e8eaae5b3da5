"""Texts for the tests: those of a duty."""

from datetime import date

import msgspec
from django.utils import timezone

from spaser.regles.editorial import EtatTexte
from spaser.site.editorial import services
from spaser.site.editorial.genre_obligation import OBLIGATIONS
from spaser.site.editorial.services import find_fichier
from tests.site.organisations.fabrique import make_personne

TITRE = "Établir un bilan des émissions, tous les quatre ans"


def make_texte(
    etat="brouillon", code="BEGES", auteur=None, effet_le="2026-01-01", motif="Nouveau rythme."
):
    """Write a text from the file's, and take it to a state."""
    auteur = auteur or make_personne(f"redactrice-{code.lower()}@exemple.fr")
    obligation = msgspec.structs.replace(
        find_fichier(OBLIGATIONS, code), titre=TITRE, rythme="Quatre ans"
    )
    saisie = services.TexteSaisi(OBLIGATIONS, obligation, date.fromisoformat(effet_le), motif)
    texte = services.start_texte(saisie, auteur, timezone.now())
    if etat != EtatTexte.BROUILLON:
        services.submit_texte(texte, texte.version, auteur, timezone.now())
    if etat == EtatTexte.APPROUVEE:
        relectrice = make_personne(f"relectrice-{code.lower()}@exemple.fr")
        services.approve(texte, texte.version, relectrice, timezone.now())
    return texte
