"""The repair sheet as a table, a row for each thing to do on a contract; its letter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.documents.classeur import Onglet
from spaser.documents.document import Bloc, Document, Liste, Paragraphe
from spaser.documents.francais import typographie
from spaser.documents.tableur import Cellule, as_euros
from spaser.donnees.decp.anomalies import LIBELLES, find_conseil
from spaser.donnees.decp.champs import find_champ
from spaser.donnees.decp.controle.ecriture import QUI
from spaser.donnees.decp.controle.modele import Probleme
from spaser.donnees.reparation.examen import ContratExamine
from spaser.metier.reparation.constats import Remede, find_famille, find_remede
from spaser.metier.reparation.lettre import Lettre

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
    def genre(self) -> Remede:
        return find_remede(self.probleme.sort.value, ecrit=self.contrat.ecrit)

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
        return correct(self.probleme.code)

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


def list_lignes(contrats: Iterable[ContratExamine]) -> list[LigneFiche]:
    return [LigneFiche(contrat, probleme) for contrat in contrats for probleme in contrat.problemes]


def build_onglet(lignes: Sequence[LigneFiche]) -> Onglet:
    return Onglet("À corriger", ENTETES, [ligne.cellules for ligne in lignes])


def title(code: str) -> str:
    return typographie(find_famille(code).titre or LIBELLES.get(code, code))


def correct(code: str) -> str:
    return typographie(find_famille(code).correction or find_conseil(code))


def explain(code: str) -> str:
    return typographie(find_famille(code).explication)


def find_sens(champ: str) -> str:
    trouve = find_champ(champ)
    return typographie(trouve.sens) if trouve else ""


def is_du_profil(champ: str) -> bool:
    """Tell whether the publisher's software writes this field, and not the buyer."""
    trouve = find_champ(champ)
    return trouve is not None and trouve.qui == "profil"


def tell_qui(champ: str) -> str:
    return QUI["profil" if is_du_profil(champ) else "acheteur"]


def write_document(lettre: Lettre, acheteur: str, jour: date) -> Document:
    return Document(
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


def _write_paragraphes(textes: Iterable[str]) -> tuple[Bloc, ...]:
    return tuple(Paragraphe(typographie(texte)) for texte in textes if texte)


def _write_demandes(demandes: Sequence[str]) -> tuple[Bloc, ...]:
    return (Liste(tuple(map(typographie, demandes))),) if demandes else ()
