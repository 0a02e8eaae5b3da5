"""What the Sirene lists of the store say against a number that somebody types."""

from __future__ import annotations

from django.conf import settings

from spaser.documents.francais import format_date, format_siren
from spaser.donnees.entrepot.dossier import REFERENTIELS
from spaser.donnees.referentiels.depot import find_fermeture
from spaser.web.organisations.siren import SirenRefuse, read_numero


def tell_fermeture(texte: str) -> str:
    """Say that a unit has ceased or that an establishment is closed; empty when nothing is known.

    It warns and forbids nothing: a list has a date, and a scheme may be that of a former buyer.
    """
    try:
        numero = read_numero(texte)
    except SirenRefuse:
        return ""
    fermeture = find_fermeture(settings.ENTREPOT / REFERENTIELS, numero)
    if fermeture is None:
        return ""
    source = f"D’après le répertoire Sirene du {format_date(fermeture.au)},"
    if fermeture.est_etablissement:
        return (
            f"{source} l’établissement {numero} est fermé. Le SIREN de la structure, "
            f"{format_siren(numero[:9])}, reste le bon : continuez avec lui."
        )
    return (
        f"{source} la structure {format_siren(numero[:9])} a cessé son activité. Si une autre lui "
        "a succédé, donnez le SIREN de celle-ci."
    )
