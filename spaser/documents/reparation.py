"""The repair sheet as a table, a row for each thing to do on a contract; its letter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.documents import document
from spaser.documents.francais import format_nombre, typographie
from spaser.documents.onglets import Cellule, Onglet, as_euros
from spaser.moteur.decp.anomalies import LIBELLES, find_conseil
from spaser.moteur.decp.champs import find_champ
from spaser.moteur.decp.controle.ecriture import QUI
from spaser.moteur.decp.controle.modele import Probleme
from spaser.moteur.reparation.examen import ContratExamine, put_back
from spaser.moteur.reparation.lecture import Publie
from spaser.regles import reparation

ENTETES: Final = (
    "Marché", "Objet", "SIRET de l’acheteur", "Notifié le", "Montant HT", "Champ",
    "Sens du champ", "Valeur publiée", "Problème", "Précision", "À faire", "Par qui", "Traitement",
    "Fichier", "Rang dans le fichier",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LigneFiche:
    contrat: ContratExamine
    probleme: Probleme

    @property
    def champ(self) -> str:
        return self.probleme.champ or ""

    @property
    def genre(self) -> reparation.Remede:
        return reparation.find_remede(self.probleme.sort.value, ecrit=self.contrat.ecrit)

    @property
    def sens(self) -> str:
        return find_sens(self.champ)

    @property
    def titre(self) -> str:
        return title(self.probleme.code)

    @property
    def precision(self) -> str:
        return typographie(self.probleme.message)

    @property
    def correction(self) -> str:
        return find_correction(self.probleme.code)

    @property
    def qui(self) -> str:
        return tell_qui(self.champ)

    @property
    def cellules(self) -> tuple[Cellule, ...]:
        publie = self.contrat.publie
        return (
            publie.id, publie.objet, publie.siret, publie.date_notification,
            as_euros(publie.montant), self.champ, self.sens, self.probleme.valeur,
            self.titre, self.precision, self.correction, self.qui, self.genre.libelle,
            publie.fichier, publie.rang,
        )  # fmt: skip


def list_problemes(contrats: Iterable[ContratExamine]) -> list[LigneFiche]:
    return [LigneFiche(contrat, probleme) for contrat in contrats for probleme in contrat.problemes]


def build_onglet(lignes: Sequence[LigneFiche]) -> Onglet:
    return Onglet("À corriger", ENTETES, [ligne.cellules for ligne in lignes])


def title(code: str) -> str:
    return typographie(reparation.find_famille_fautes(code).titre or LIBELLES.get(code, code))


def find_correction(code: str) -> str:
    return typographie(reparation.find_famille_fautes(code).correction or find_conseil(code))


def explain_famille(code: str) -> str:
    return typographie(reparation.find_famille_fautes(code).explication)


def find_sens(champ: str) -> str:
    trouve = find_champ(champ)
    return typographie(trouve.sens) if trouve else ""


def is_du_profil(champ: str) -> bool:
    """Tell whether the publisher's software writes this field, and not the buyer."""
    trouve = find_champ(champ)
    return trouve is not None and trouve.qui == "profil"


def tell_qui(champ: str) -> str:
    return QUI["profil" if is_du_profil(champ) else "acheteur"]


def write_document_lettre(
    lettre: reparation.Lettre, acheteur: str, jour: date
) -> document.Document:
    return document.Document(
        titre=typographie(lettre.objet),
        sous_titre=acheteur,
        jour=jour,
        mention=" – ".join(filter(None, (acheteur, lettre.mention))),
        blocs=(
            *_write_paragraphes(lettre.paragraphes),
            *_write_demandes(lettre.demandes_profil),
            *_write_paragraphes((lettre.titre_acheteur,) if lettre.demandes_acheteur else ()),
            *_write_demandes(lettre.demandes_acheteur),
            *_write_paragraphes((*lettre.fin, lettre.signature, lettre.mention)),
        ),
    )


def _write_paragraphes(textes: Iterable[str]) -> tuple[document.Bloc, ...]:
    return tuple(document.Paragraphe(typographie(texte)) for texte in textes if texte)


def _write_demandes(demandes: Sequence[str]) -> tuple[document.Bloc, ...]:
    return (document.Liste(tuple(map(typographie, demandes))),) if demandes else ()


# --- A published record, field by field, as a page shows what was received ---


@dataclass(frozen=True, slots=True)
class ChampRecu:
    nom: str
    sens: str
    valeur: str
    constat: str = ""  # what the reading found wrong


def list_recus(publie: Publie) -> list[ChampRecu]:
    """Return the fields of a record; a value that could not be read is there as it was received."""
    enregistrement, _ = put_back(publie)
    return [
        ChampRecu(nom, find_sens(nom), write_recu(valeur)) for nom, valeur in enregistrement.items()
    ]


def list_ecarts(publie: Publie) -> list[ChampRecu]:
    return [
        ChampRecu(a.champ, find_sens(a.champ), a.valeur or "", title(a.code))
        for a in publie.anomalies
    ]


def write_recu(valeur: object) -> str:
    """Write a value on one line; wrappers that hold one thing are left out."""
    if isinstance(valeur, Mapping):
        if len(valeur) == 1 and isinstance(seule := next(iter(valeur.values())), (dict, list)):
            return write_recu(seule)
        return ", ".join(f"{nom} : {write_recu(une)}" for nom, une in valeur.items())
    if isinstance(valeur, list):
        return " ; ".join(write_recu(une) for une in valeur)
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, (int, float, Decimal)):
        return format_nombre(float(valeur), 0 if valeur == int(valeur) else 2)
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur)
