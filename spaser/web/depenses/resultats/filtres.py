"""Which lines an address asks for; what cannot be read filters nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from spaser.donnees.depenses.modele import MOTIFS, EtatLigne
from spaser.donnees.depenses.resultats.preuve import REPONSES, Filtre
from spaser.web.depenses.resultats.mesures import AVEC_PREUVE
from spaser.web.depenses.selectors import Depenses

NOMS_ETATS: Final = {
    EtatLigne.COMPTEE.value: "Comptée",
    EtatLigne.A_VERIFIER.value: "À vérifier",
    EtatLigne.ECARTEE.value: "Mise à part",
    EtatLigne.QUARANTAINE.value: "Illisible",
}
NOMS_REPONSES: Final = {
    "oui": "Compte dans le taux",
    "non": "Ne compte pas",
    "inconnu": "Sans réponse",
}
_TEXTE_MAX: Final = 100


def read_filtre(parametres: Mapping[str, str], depenses: Depenses) -> Filtre:
    def read(nom: str, connus: Mapping[str, object] | frozenset[str]) -> str:
        valeur = parametres.get(nom, "")
        return valeur if valeur in connus else ""

    annee = parametres.get("annee", "")
    compte = parametres.get("compte", "")
    return Filtre(
        annee=int(annee) if annee in {str(a) for a in depenses.annees} else None,
        etat=read("etat", NOMS_ETATS),
        motif=read("motif", MOTIFS),
        compte=compte if compte.isascii() and compte.isdigit() else "",
        famille=parametres.get("famille", "")[:_TEXTE_MAX],
        couverture=parametres.get("couverture", "")[:_TEXTE_MAX],
        fichier=read("fichier", depenses.noms),
        decision=parametres.get("decision") == "oui",
        indicateur=read("indicateur", AVEC_PREUVE),
        reponse=read("reponse", REPONSES),
        texte=parametres.get("q", "").strip()[:_TEXTE_MAX],
    )
