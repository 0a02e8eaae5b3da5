"""Facts that the team has edited."""

from datetime import date

import msgspec
from django.utils import timezone

from spaser.site.editorial import services
from spaser.site.editorial.faits import FAITS
from spaser.site.editorial.services import find_contenu
from tests.site.organisations.fabrique import make_personne


def edit_fait(code, effet_le="2026-01-01", **champs):
    """Write another text of a fact, and have it approved by somebody else."""
    lu = msgspec.structs.replace(find_contenu(FAITS, code, timezone.localdate()), **champs)
    auteur = make_personne(f"auteur-{code.lower()}@exemple.fr")
    saisie = services.TexteSaisi(FAITS, lu, date.fromisoformat(effet_le), "Nouveau décret.")
    texte = services.start_texte(saisie, auteur, timezone.now())
    services.submit_texte(texte, texte.version, auteur, timezone.now())
    relectrice = make_personne(f"relectrice-{code.lower()}@exemple.fr")
    services.approve(texte, texte.version, relectrice, timezone.now())
    return texte


def send(texte, **champs):
    """Return what the page sends for a whole fact."""
    simples = {
        nom: valeur for nom, valeur in msgspec.to_builtins(texte).items() if isinstance(valeur, str)
    }
    lignes = {}
    for liste in ("points", "valeurs"):
        rangees = msgspec.to_builtins(getattr(texte, liste))
        lignes |= {f"{liste}-TOTAL_FORMS": len(rangees), f"{liste}-INITIAL_FORMS": 0}
        for rang, rangee in enumerate(rangees):
            lignes |= {f"{liste}-{rang}-{nom}": dit for nom, dit in rangee.items() if dit}
            lignes |= {f"{liste}-{rang}-rang": rang} if liste == "valeurs" else {}
    autour = {"version": 0, "articles": "\n".join(texte.articles), "effet_le": "01/12/2026"}
    return autour | simples | {"motif": "Décret du 20 novembre."} | lignes | champs
