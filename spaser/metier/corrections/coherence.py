"""What follows from a correction: a whole and its parts never contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from spaser.metier.corrections.champs import PARTIES, Champ, Etat

type Etats = Mapping[Champ, Etat]


class SaisieContradictoire(ValueError):
    """Two answers that cannot both be right; `champ` is the one to change."""

    def __init__(self, champ: Champ, message: str) -> None:
        super().__init__(message)
        self.champ = champ


def complete(connus: Etats, saisis: Etats) -> dict[Champ, Etat]:
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


def _check(tout: Champ, parties: tuple[Champ, ...], saisis: Etats) -> None:
    dites = {partie: saisis[partie] for partie in parties if partie in saisis}
    if saisis[tout] is not Etat.OUI:
        refuses = {Etat.OUI, Etat.INCONNU} if saisis[tout] is Etat.NON else {Etat.OUI}
        for partie, etat in dites.items():
            if etat in refuses:
                raise SaisieContradictoire(
                    tout,
                    f"« {tout.libelle} » ne peut pas être « {saisis[tout].libelle} » si "
                    f"« {partie.libelle} » est « {etat.libelle} » : changez l’une des deux.",
                )
    elif len(dites) == len(parties) and set(dites.values()) == {Etat.NON}:
        raise SaisieContradictoire(
            tout,
            f"« {tout.libelle} » ne peut pas être « Oui » si toutes ses formes sont « Non » : "
            "dites laquelle est « Oui », ou « Inconnu ».",
        )


def _follow_tout(
    tout: Etat, parties: tuple[Champ, ...], connus: Etats, saisis: Etats
) -> dict[Champ, Etat]:
    """Say of the parts what an answer about the whole leaves no doubt about."""
    libres = [partie for partie in parties if partie not in saisis]
    if tout is Etat.NON:
        return dict.fromkeys(libres, Etat.NON)
    etats = {partie: saisis.get(partie) or _read(connus, partie) for partie in parties}
    if tout is Etat.INCONNU:
        return {partie: Etat.INCONNU for partie in libres if etats[partie] is Etat.OUI}
    if set(etats.values()) == {Etat.NON}:
        return dict.fromkeys(libres, Etat.INCONNU)
    return {}


def _follow_parties(
    tout: Champ, parties: tuple[Champ, ...], connus: Etats, saisis: Etats
) -> dict[Champ, Etat]:
    """Say of the whole what its parts now prove; keep it when they prove nothing more."""
    etats = [saisis.get(partie) or _read(connus, partie) for partie in parties]
    if Etat.OUI in etats:
        return {tout: Etat.OUI}
    if set(etats) == {Etat.NON}:
        return {tout: Etat.NON}
    prouvait = any(_read(connus, partie) is Etat.OUI for partie in parties)
    if prouvait or _read(connus, tout) is Etat.NON:
        return {tout: Etat.INCONNU}
    return {}


def _read(connus: Etats, champ: Champ) -> Etat:
    return connus.get(champ, Etat.INCONNU)


_ETATS: Final = {True: Etat.OUI, False: Etat.NON, None: Etat.INCONNU}


def as_etat(valeur: bool | None) -> Etat:  # noqa: FBT001 - the three states of the data
    """Return the answer that a published value gives."""
    return _ETATS[valeur]
