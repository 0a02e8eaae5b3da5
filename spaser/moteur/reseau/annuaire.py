"""Who bears a SIREN or a name, by the public directory of firms: never a person."""

import re
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from spaser.elements import is_siren
from spaser.moteur.reseau.telechargement import Client, ErreurContenu

ANNUAIRE: Final = "https://recherche-entreprises.api.gouv.fr"
_GARDEES: Final = 20
_NOM_MAX: Final = 300
_NATURE: Final = re.compile(r"[2-9][0-9]{3}")  # legal categories that begin by 1 are people's
_PUBLIQUES: Final = ("4", "7")  # those that begin so are bodies of public law
_CACHE: Final = ("[ND]", "NON-DIFFUSIBLE")


class Unite(msgspec.Struct, frozen=True):
    """A legal person, as the directory names it."""

    siren: str
    nom: str
    nature: str = ""
    lieu: str = ""

    @property
    def est_publique(self) -> bool:
        return self.nature.startswith(_PUBLIQUES)


class _Resultat(msgspec.Struct):
    siren: str
    nom_raison_sociale: str | None = None
    nom_complet: str | None = None
    nature_juridique: str | None = None
    statut_diffusion: str | None = None
    siege: dict[str, Any] | None = None
    complements: dict[str, Any] | None = None


class _Reponse(msgspec.Struct):
    results: list[_Resultat]


def ask_annuaire(base: str, question: str) -> tuple[Unite, ...]:
    """Return the legal persons that answer a SIREN or a name, best first.

    Raises:
        ErreurReseau: it does not answer now; `attente` says for how long to leave it alone.
        ErreurTelechargement: what it answers is no answer.
    """
    demande = {"q": question, "minimal": "true", "include": "siege,complements", "per_page": "25"}
    # One try: the queue tries again. An answer that sends elsewhere is none.
    with Client(tentatives=1, renvois=0, delai=10.0) as client:
        resultats = client.fetch_json(f"{base}/search?{urlencode(demande)}", _Reponse).results
    if is_siren(question) and any(resultat.siren != question for resultat in resultats):
        raise ErreurContenu(f"L’annuaire répond un autre SIREN que {question}.")
    lues = (unite for resultat in resultats if (unite := _read(resultat)))
    return tuple(lues)[:_GARDEES]


def _read(resultat: _Resultat) -> Unite | None:
    """Return a legal person; None for a person, for who hides, for what cannot be told."""
    nom = " ".join((resultat.nom_raison_sociale or resultat.nom_complet or "").split())
    nature, siege = resultat.nature_juridique or "", resultat.siege or {}
    if (
        not _NATURE.fullmatch(nature)
        or (resultat.complements or {}).get("est_entrepreneur_individuel")
        or resultat.statut_diffusion not in {None, "O"}
        or any(signe in nom.upper() for signe in _CACHE)
        or not (nom.isprintable() and 0 < len(nom) <= _NOM_MAX and is_siren(resultat.siren))
    ):
        return None
    lieu = " ".join(str(siege.get("libelle_commune") or "").split())
    return Unite(resultat.siren, nom, nature, lieu[:_NOM_MAX])
