"""The contracts behind a figure, sorted by what they count for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from spaser.documents import francais
from spaser.documents.bilan.vue import VARIANTES as EXPRESSIONS
from spaser.documents.onglets import Cellule, as_euros, write_csv
from spaser.moteur import valeurs
from spaser.regles.indicateurs import Origine

ETATS: Final[dict[str, str]] = {
    "compte": "compté",
    "non_compte": "non compté",
    "inconnu": "sans réponse",
    "ecarte": "écarté",
}

EXPLICATIONS: Final[dict[str, str]] = {
    "compte": "au numérateur et au dénominateur",
    "non_compte": "au dénominateur seulement",
    "inconnu": "ni au numérateur ni au dénominateur, d’où la fourchette",
    "ecarte": "hors du calcul",
}

_PARTS: Final = ("nombre", "montant")

ENTETES: Final = (
    "SIREN", "Code", "Indicateur", "Expression", "Année", "État", "Marché", "Objet", "Notifié le",
    "Montant HT", "Fichier", "Rang dans le fichier", "Famille d’achat", "Source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preuve:
    acheteur: valeurs.Acheteur
    fiche: valeurs.FicheMethode
    variante: valeurs.Variante
    annee: int
    lignes: tuple[valeurs.LignePreuve, ...]
    familles: Mapping[int, str] = field(default_factory=dict)  # of each contract, by its key
    origine: Origine = Origine.PUBLIES

    @property
    def est_part(self) -> bool:
        return self.variante in _PARTS

    def count_etats(self) -> dict[str, int]:
        comptes = Counter[str](ligne.etat for ligne in self.lignes)
        return {etat: comptes[etat] for etat in ETATS if comptes[etat]}

    def list_etat(self, etat: str) -> list[valeurs.LignePreuve]:
        return [ligne for ligne in self.lignes if ligne.etat == etat]

    def sum_montants(self, etat: str) -> float:
        return sum(ligne.montant or 0.0 for ligne in self.list_etat(etat))


def name_etat(etat: str, nombre: int) -> str:
    """Return the name of a state for so many contracts; « sans réponse » never changes."""
    nom = ETATS[etat]
    return f"{nom}s" if nombre > 1 and nom.endswith("é") else nom


def tell_calcul(preuve: Preuve) -> str | None:
    """Write the division that gives a share: « 69 ÷ (69 + 73) = 49 % »."""
    if not preuve.est_part:
        return None
    if preuve.variante == "nombre":
        comptes = preuve.count_etats()
        oui, non = float(comptes.get("compte", 0)), float(comptes.get("non_compte", 0))
        textes = [francais.format_nombre(oui), francais.format_nombre(non)]
    else:
        oui, non = preuve.sum_montants("compte"), preuve.sum_montants("non_compte")
        textes = [francais.format_euros_courts(oui), francais.format_euros_courts(non)]
    if not oui + non:
        return None
    return francais.typographie(
        f"{textes[0]} ÷ ({textes[0]} + {textes[1]}) = {francais.format_pourcent(oui / (oui + non))}"
    )


def dump_preuve(preuve: Preuve) -> dict[str, Any]:
    return {
        "acheteur": asdict(preuve.acheteur),
        "indicateur": asdict(preuve.fiche),
        "expression": preuve.variante,
        "annee": preuve.annee,
        "comptes": preuve.count_etats(),
        "marches": [_ligne(ligne) for ligne in preuve.lignes],
    }


def _ligne(ligne: valeurs.LignePreuve) -> dict[str, Any]:
    """Return a contract; its key is a text, too long for the numbers of most readers of JSON."""
    jour = ligne.date_notification
    return asdict(ligne) | {
        "cle": str(ligne.cle),
        "date_notification": jour.isoformat() if jour else None,
    }


def write_preuve_csv(preuve: Preuve) -> str:
    return write_csv(ENTETES, list_cellules_preuve(preuve))


def list_cellules_preuve(preuve: Preuve) -> Iterable[tuple[Cellule, ...]]:
    for ligne in preuve.lignes:
        yield (
            preuve.acheteur.siren,
            preuve.fiche.code,
            preuve.fiche.libelle,
            EXPRESSIONS[preuve.variante],
            preuve.annee,
            ETATS[ligne.etat],
            ligne.id,
            ligne.objet,
            ligne.date_notification,
            as_euros(ligne.montant),
            ligne.fichier,
            ligne.rang,
            preuve.familles.get(ligne.cle),
            preuve.origine.libelle,
        )
