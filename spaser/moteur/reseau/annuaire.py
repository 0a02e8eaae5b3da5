"""Who bears a SIREN or a name, by the public directory of firms: never a person.

What comes is somebody else's word: bounded, read by its types, and only what answers is kept.
"""

import re
from typing import Final
from urllib.parse import urlencode

import msgspec

from spaser.elements import is_siren
from spaser.moteur.reseau.pannes import ErreurContenu, ErreurReseau, PannePassagere, Patience
from spaser.moteur.reseau.telechargement import Client
from spaser.moteur.reseau.transfert import Options

ANNUAIRE: Final = "https://recherche-entreprises.api.gouv.fr"
TAILLE_MAX: Final = 1_000_000
DUREE_MAX: Final = 20.0
# One try: the queue tries again. An answer that sends elsewhere is none.
OPTIONS: Final = Options(
    renvois_max=0, delai_connexion=5.0, delai_lecture=10.0, patience=Patience(tentatives=1)
)
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


class _Siege(msgspec.Struct):
    libelle_commune: str | None = None


class _Complements(msgspec.Struct):
    est_entrepreneur_individuel: bool | None = None


class _Resultat(msgspec.Struct):
    siren: str
    nom_raison_sociale: str | None = None
    nom_complet: str | None = None
    nature_juridique: str | None = None
    statut_diffusion: str | None = None
    siege: _Siege | None = None
    complements: _Complements | None = None


class _Reponse(msgspec.Struct):
    results: list[_Resultat]


def ask_annuaire(base: str, question: str, options: Options = OPTIONS) -> tuple[Unite, ...]:
    """Return the legal persons that answer a SIREN or a name, best first.

    Raises:
        ErreurReseau: it does not answer now; `read_attente` says for how long to leave it alone.
        ErreurTelechargement: what it answers is no answer.
    """
    demande = {"q": question, "minimal": "true", "include": "siege,complements", "per_page": "25"}
    with Client(options) as client:
        brute = client.fetch_json(f"{base}/search?{urlencode(demande)}", TAILLE_MAX, DUREE_MAX)
    try:
        resultats = msgspec.convert(brute, _Reponse).results
    except msgspec.ValidationError as erreur:
        raise ErreurContenu("L’annuaire répond autre chose qu’une liste d’unités.") from erreur
    if is_siren(question) and any(resultat.siren != question for resultat in resultats):
        raise ErreurContenu(f"L’annuaire répond un autre SIREN que {question}.")
    lues = (unite for resultat in resultats if (unite := _read(resultat)))
    return tuple(lues)[:_GARDEES]


def read_attente(erreur: ErreurReseau) -> float:
    """Return how many seconds the directory asks to be left alone; none when it says nothing."""
    cause = erreur.__cause__
    return (cause.attente or 0.0) if isinstance(cause, PannePassagere) else 0.0


def _read(resultat: _Resultat) -> Unite | None:
    """Return a legal person; None for a person, for who hides, for what cannot be told."""
    nom = " ".join((resultat.nom_raison_sociale or resultat.nom_complet or "").split())
    nature, siege, complements = resultat.nature_juridique, resultat.siege, resultat.complements
    if (
        not _NATURE.fullmatch(nature or "")
        or (complements and complements.est_entrepreneur_individuel)
        or resultat.statut_diffusion not in {None, "O"}
        or any(signe in nom.upper() for signe in _CACHE)
        or not (nom.isprintable() and 0 < len(nom) <= _NOM_MAX and is_siren(resultat.siren))
    ):
        return None
    lieu = (siege.libelle_commune if siege else None) or ""
    return Unite(resultat.siren, nom, nature or "", " ".join(lieu.split())[:_NOM_MAX])
