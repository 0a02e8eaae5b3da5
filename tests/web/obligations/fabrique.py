"""Texts of duties for the tests."""

from datetime import date

import msgspec
from django.utils import timezone

from spaser.metier.obligations.redaction import EtatRedaction
from spaser.web.obligations import services
from spaser.web.obligations.selectors import find_fichier
from tests.web.organisations.fabrique import make_personne

TITRE = "Établir un bilan des émissions, tous les quatre ans"


def make_redaction(
    etat="brouillon", code="BEGES", auteur=None, effet_le="2026-01-01", motif="Nouveau rythme."
):
    """Write a text from the file's, and take it to a state."""
    auteur = auteur or make_personne(f"redactrice-{code.lower()}@exemple.fr")
    obligation = msgspec.structs.replace(find_fichier(code), titre=TITRE, rythme="Quatre ans")
    saisie = services.TexteSaisi(obligation, date.fromisoformat(effet_le), motif)
    redaction = services.start_texte(saisie, auteur, timezone.now())
    if etat != EtatRedaction.BROUILLON:
        services.submit_texte(redaction, redaction.version, auteur, timezone.now())
    if etat == EtatRedaction.APPROUVEE:
        relectrice = make_personne(f"relectrice-{code.lower()}@exemple.fr")
        services.approve(redaction, redaction.version, relectrice, timezone.now())
    return redaction
