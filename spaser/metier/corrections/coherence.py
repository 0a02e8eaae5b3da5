"""What follows from a correction: a whole and its parts never contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from spaser.metier.corrections.champs import PARTIES, ChampMarche, Reponse

type Reponses = Mapping[ChampMarche, Reponse]


class SaisieContradictoire(ValueError):
    """Two answers that cannot both be right; `champ` is the one to change."""

    def __init__(self, champ: ChampMarche, message: str) -> None:
        super().__init__(message)
        self.champ = champ


def complete(connus: Reponses, saisis: Reponses) -> dict[ChampMarche, Reponse]:
    """Return what is entered and what follows from it, where it changes what is known.

    Raises:
        SaisieContradictoire: a whole is denied while one of its parts is affirmed, or the reverse.
    """
    resultat = dict(saisis)
    for tout, parties in PARTIES.items():
        if tout in saisis:
            _check(tout, parties, saisis)
            resultat |= _follow_tout(saisis[tout], parties, connus, saisis)
        elif any(partie in saisis for partie in parties):
            resultat |= _follow_parties(tout, parties, connus, saisis)
    return {champ: e for champ, e in resultat.items() if champ in saisis or connus.get(champ) != e}


def _check(tout: ChampMarche, parties: tuple[ChampMarche, ...], saisis: Reponses) -> None:
    dites = {partie: saisis[partie] for partie in parties if partie in saisis}
    if saisis[tout] is not Reponse.OUI:
        refuses = {Reponse.OUI, Reponse.INCONNU} if saisis[tout] is Reponse.NON else {Reponse.OUI}
        for partie, etat in dites.items():
            if etat in refuses:
                raise SaisieContradictoire(
                    tout,
                    f"« {tout.libelle} » ne peut pas être « {saisis[tout].libelle} » si "
                    f"« {partie.libelle} » est « {etat.libelle} » : changez l’une des deux.",
                )
    elif len(dites) == len(parties) and set(dites.values()) == {Reponse.NON}:
        raise SaisieContradictoire(
            tout,
            f"« {tout.libelle} » ne peut pas être « Oui » si toutes ses formes sont « Non » : "
            "dites laquelle est « Oui », ou « Inconnu ».",
        )


def _follow_tout(
    tout: Reponse, parties: tuple[ChampMarche, ...], connus: Reponses, saisis: Reponses
) -> dict[ChampMarche, Reponse]:
    """Say of the parts what an answer about the whole leaves no doubt about."""
    libres = [partie for partie in parties if partie not in saisis]
    if tout is Reponse.NON:
        return dict.fromkeys(libres, Reponse.NON)
    etats = {partie: saisis.get(partie) or _read(connus, partie) for partie in parties}
    if tout is Reponse.INCONNU:
        return {partie: Reponse.INCONNU for partie in libres if etats[partie] is Reponse.OUI}
    if set(etats.values()) == {Reponse.NON}:
        return dict.fromkeys(libres, Reponse.INCONNU)
    return {}


def _follow_parties(
    tout: ChampMarche, parties: tuple[ChampMarche, ...], connus: Reponses, saisis: Reponses
) -> dict[ChampMarche, Reponse]:
    """Say of the whole what its parts now prove; keep it when they prove nothing more."""
    etats = [saisis.get(partie) or _read(connus, partie) for partie in parties]
    if Reponse.OUI in etats:
        return {tout: Reponse.OUI}
    if set(etats) == {Reponse.NON}:
        return {tout: Reponse.NON}
    prouvait = any(_read(connus, partie) is Reponse.OUI for partie in parties)
    if prouvait or _read(connus, tout) is Reponse.NON:
        return {tout: Reponse.INCONNU}
    return {}


def _read(connus: Reponses, champ: ChampMarche) -> Reponse:
    return connus.get(champ, Reponse.INCONNU)


_REPONSES: Final = {True: Reponse.OUI, False: Reponse.NON, None: Reponse.INCONNU}


def as_reponse(valeur: bool | None) -> Reponse:  # noqa: FBT001 - the three states of the data
    return _REPONSES[valeur]
