"""Wrong settings, told with their variable, their value and the fix before anything starts."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Final

from spaser.donnees.boite.memoire import Partage, read_disponible, share_memoire
from spaser.donnees.boite.modele import MEGA
from spaser.web.config.controles import BOUCLE, CLE_PRIVEE, split_adresse
from spaser.web.config.reglages import REGLAGES, Reglage, read_liste, read_reglage

_SANS_VALEUR: Final = "(secret)"
_RESSEMBLANCE: Final = 0.85
_SANS_REPONSE: Final = re.compile(
    r"(?:ne[-_.]?pas|do[-_.]?not|no)[-_.]?(?:repondre|reply)@", re.IGNORECASE
)
_NOMS: Final = frozenset(reglage.nom for reglage in REGLAGES)


@dataclass(frozen=True)
class Faute:
    """A setting that does not go: which, its value as it may be shown, what to do."""

    nom: str
    valeur: str
    remede: str

    def __str__(self) -> str:
        return f"{self.nom} vaut « {self.valeur} ». {self.remede}"


def list_fautes() -> list[Faute]:
    """Return every wrong setting of this process, then those that do not go together."""
    fautes = [
        Faute(reglage.nom, hide_secret(reglage, valeur), remede)
        for reglage in REGLAGES
        if (remede := reglage.controle(valeur := read_reglage(reglage.nom)))
    ]
    return fautes or [*_list_desaccords()]


def _list_desaccords() -> Iterator[Faute]:
    adresse = split_adresse(read_reglage("SPASER_ADRESSE"))
    hote = (adresse.hostname or "") if adresse else ""
    if hote not in BOUCLE and not _is_served(hote):
        yield Faute(
            "SPASER_HOTES",
            read_reglage("SPASER_HOTES"),
            f"Ajoutez-y « {hote} », l’hôte de SPASER_ADRESSE : sans lui, chaque page est refusée.",
        )
    expediteur = parseaddr(read_reglage("SPASER_EXPEDITEUR"))[1]
    if _SANS_REPONSE.match(expediteur) and not read_reglage("SPASER_CONTACT"):
        yield Faute(
            "SPASER_CONTACT",
            "",
            "Donnez une adresse qui est lue : personne ne peut répondre à celle de "
            "SPASER_EXPEDITEUR.",
        )
    if read_reglage("SPASER_PROCONNECT_EMETTEUR"):
        for nom in ("SPASER_PROCONNECT_CLIENT", "SPASER_PROCONNECT_SECRET"):
            if not read_reglage(nom):
                yield Faute(
                    nom, "", "Donnez-le avec SPASER_PROCONNECT_EMETTEUR, ou aucun des deux."
                )
    yield from _list_doubles()
    partage = choose_partage()
    if partage.total > partage.disponible:
        remede = (
            f"Le site demande {partage.total // MEGA} Mo de mémoire et en a "
            f"{partage.disponible // MEGA} : donnez moins de processus (SPASER_PROCESSUS), de "
            "travailleurs (SPASER_TRAVAILLEURS), ou plus de mémoire (SPASER_MEMOIRE)."
        )
        yield Faute("SPASER_PROCESSUS", read_reglage("SPASER_PROCESSUS"), remede)


def choose_partage() -> Partage:
    voulue = int(read_reglage("SPASER_MEMOIRE") or 0) * MEGA
    processus, travailleurs = (
        int(read_reglage(nom)) for nom in ("SPASER_PROCESSUS", "SPASER_TRAVAILLEURS")
    )
    sauvegarde = bool(read_reglage("SPASER_SAUVEGARDES"))
    return share_memoire(
        voulue or read_disponible(), processus, travailleurs, sauvegarde=sauvegarde
    )


def _list_doubles() -> Iterator[Faute]:
    """Return the secrets that are another's: who learns one would hold both."""
    secrets = [(r.nom, read_reglage(r.nom)) for r in REGLAGES if r.secret]
    premiers = {valeur: nom for nom, valeur in reversed(secrets)}
    for nom, valeur in secrets:
        if valeur and premiers[valeur] != nom:
            remede = f"C’est déjà la valeur de {premiers[valeur]} : tirez-en une autre."
            yield Faute(nom, _SANS_VALEUR, remede)


def _is_served(hote: str) -> bool:
    hotes = [morceau.lower() for morceau in read_liste("SPASER_HOTES")]
    return any(
        nom in {"*", hote} or (nom.startswith(".") and f".{hote}".endswith(nom)) for nom in hotes
    )


def hide_secret(reglage: Reglage, valeur: str) -> str:
    """Return a value as it may be shown: a secret is not, an address is without its password."""
    if (reglage.secret and valeur) or CLE_PRIVEE in valeur.lower():
        return _SANS_VALEUR
    if not reglage.adresse_secrete or "@" not in valeur:
        return valeur
    avant, _, apres = valeur.rpartition("@")
    debut, deux_points, reste = avant.partition("://")
    return f"{debut}{deux_points}{reste.partition(':')[0]}:{_SANS_VALEUR}@{apres}"


def list_inconnus(environnement: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the variables that look like a setting misspelt, each with that setting."""
    proches = (
        (nom, difflib.get_close_matches(nom, sorted(_NOMS), 1, _RESSEMBLANCE))
        for nom in environnement
        if nom.startswith("SPASER_") and nom not in _NOMS
    )
    return [(nom, proche[0]) for nom, proche in proches if proche]
