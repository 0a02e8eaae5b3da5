"""What somebody decided about a supplier, once: applied again to every later extract."""

from __future__ import annotations

from typing import Final, Literal, Self

import msgspec

from spaser.donnees.depenses.modele import ErreurDepenses
from spaser.identifiants import is_siren, is_siret
from spaser.lettres import fold_mots

type Decision = Literal["identifiant", "particulier", "hors_achats"]

_SIREN: Final = 9


class ChoixTiers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A supplier as the extract names it, and who it is. Without postcode: wherever it is."""

    nom: str  # folded
    code_postal: str | None = None
    decision: Decision = "identifiant"
    identifiant: str | None = None  # a SIREN or a SIRET

    @property
    def siren(self) -> str | None:
        """Return the SIREN that the choice gives."""
        return (self.identifiant or "")[:_SIREN] or None

    @property
    def siret(self) -> str | None:
        """Return the SIRET that the choice gives, when it gives one."""
        return self.identifiant if len(self.identifiant or "") > _SIREN else None


class TableChoix(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The choices of an organisation."""

    choix: tuple[ChoixTiers, ...] = ()

    def decide(self, choix: ChoixTiers) -> Self:
        """Return the same with one more choice; a former one on the same supplier is replaced."""
        nom = fold_mots(choix.nom)
        if not nom:
            raise ErreurDepenses("Un choix porte sur un fournisseur qui a un nom.")
        identifiant = (choix.identifiant or "").replace(" ", "")
        if choix.decision == "identifiant" and not (is_siren(identifiant) or is_siret(identifiant)):
            raise ErreurDepenses(
                f"« {choix.identifiant or ''} » n’est ni un SIREN ni un SIRET.",
                "Un SIREN a 9 chiffres, un SIRET 14 : recopiez-le sans en oublier.",
            )
        propre = msgspec.structs.replace(choix, nom=nom, identifiant=identifiant or None)
        autres = (c for c in self.choix if (c.nom, c.code_postal) != (nom, choix.code_postal))
        return msgspec.structs.replace(self, choix=(*autres, propre))


def write_choix(table: TableChoix) -> bytes:
    """Return the choices as JSON."""
    return msgspec.json.format(msgspec.json.encode(table), indent=2) + b"\n"


def read_choix(octets: bytes) -> TableChoix:
    """Read choices that `write_choix` wrote; each one is checked again."""
    try:
        lue = msgspec.json.decode(octets, type=TableChoix)
    except msgspec.MsgspecError as cause:
        raise ErreurDepenses("Le fichier des choix de fournisseurs n’est pas lisible.") from cause
    table = TableChoix()
    for choix in lue.choix:
        table = table.decide(choix)
    return table
