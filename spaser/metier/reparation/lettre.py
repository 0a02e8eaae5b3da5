"""The letter to the publisher of the buyer profile: who writes, what is wrong, what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import msgspec

from spaser.contenus.lecture import read_contenu


class Modele(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of the letter; names between braces are filled in."""

    version: str
    objet: str
    debut: tuple[str, ...]
    liste_profil: str
    liste_acheteur: str
    fin: tuple[str, ...]
    signature: str


@dataclass(frozen=True, slots=True)
class DemandeCorrection:
    """One thing to mend: where, what, on how many contracts, and how."""

    champ: str
    probleme: str
    contrats: str  # « 12 contrats »
    correction: str
    profil: bool  # the publisher's software writes this field


@dataclass(frozen=True, slots=True)
class Lettre:
    objet: str
    paragraphes: tuple[str, ...]
    demandes_profil: tuple[str, ...]
    titre_acheteur: str
    demandes_acheteur: tuple[str, ...]
    fin: tuple[str, ...]
    signature: str
    mention: str = ""

    @property
    def texte(self) -> str:
        parties = [f"Objet : {self.objet}", *self.paragraphes]
        parties += [f"- {demande}" for demande in self.demandes_profil]
        if self.demandes_acheteur:
            parties += [self.titre_acheteur, *(f"- {d}" for d in self.demandes_acheteur)]
        fin = filter(None, (*self.fin, self.signature, self.mention))
        return "\n\n".join([*parties, *fin]) + "\n"


@cache
def load_modele() -> Modele:
    return read_contenu("reparation/lettre.json", Modele)


def write_lettre(
    faits: dict[str, str], demandes: list[DemandeCorrection], mention: str = ""
) -> Lettre:
    modele = load_modele()
    profil = tuple(_tell(d) for d in demandes if d.profil)
    acheteur = tuple(_tell(d) for d in demandes if not d.profil)
    debut = tuple(p.format(**faits) for p in modele.debut)
    if profil:
        debut = (*debut, modele.liste_profil.format(**faits))
    return Lettre(
        objet=modele.objet.format(**faits),
        paragraphes=debut,
        demandes_profil=profil,
        titre_acheteur=modele.liste_acheteur.format(**faits),
        demandes_acheteur=acheteur,
        fin=tuple(p.format(**faits) for p in modele.fin),
        signature=modele.signature.format(**faits),
        mention=mention,
    )


def _tell(demande: DemandeCorrection) -> str:
    return f"{demande.probleme} ({demande.champ}, {demande.contrats}). {demande.correction}"
