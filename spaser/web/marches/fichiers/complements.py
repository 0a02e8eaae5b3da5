"""What a spreadsheet says that DECP never holds: one act of correction of the contracts it gives.

Lines are found again by their rank in the file, once the private store is built: a contract is
then known by the key under which the space shows it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from spaser.documents.francais import format_date, typographie
from spaser.donnees.contrats.modele import Complement, Decompte
from spaser.donnees.corrige import Contrat, find_cles, list_contrats, open_corrige
from spaser.donnees.tables.modele import Remarque
from spaser.metier.corrections.champs import ChampMarche
from spaser.metier.corrections.tableaux import Deja, SortValeur, settle
from spaser.web.marches.corrections.services import write_lignes
from spaser.web.marches.fichiers.lecture import Lu, Prive
from spaser.web.marches.models import RANG, Correction, EtatImport, FichierMarches, Geste
from spaser.web.marches.selectors import Marche
from spaser.web.marches.suite.decisions import read_decisions
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record

_PERDU: Final = (
    "Le marché de cette ligne n’est pas dans votre liste : ses compléments sont laissés",
    "Vérifiez son numéro et son objet, puis relisez le fichier.",
)


class Cause(StrEnum):
    LECTURE = "lecture"  # somebody asked for it to be read
    DEPLACE = "deplace"  # another file of the space changed


_SUITES: Final = {
    Cause.LECTURE: "Relu : ce qui a été corrigé depuis la première lecture reste.",
    Cause.DEPLACE: "Repris sur les mêmes marchés après un changement de vos autres fichiers.",
}
_PARTIS: Final = (EtatImport.ANNULE, EtatImport.REFUSE, EtatImport.RETRAIT)


@dataclass(frozen=True, slots=True)
class Trouves:
    """What a spreadsheet says of each contract, as the space shows it, by key."""

    rendu: Decompte
    contrats: dict[int, Contrat] = field(default_factory=dict)
    dits: dict[int, dict[ChampMarche, Complement]] = field(default_factory=dict)
    perdus: int = 0  # lines whose contract is not there


def find_complements(ligne: FichierMarches, prive: Path, lu: Lu) -> Trouves:
    """Find the contract of each line that says something more."""
    if not lu.rendu.complements:
        return Trouves(lu.rendu)
    decisions = read_decisions(ligne.espace)
    with open_corrige(
        settings.ENTREPOT, ligne.siren, prive, (), decisions, chiffres=False
    ) as entrepot:
        cles = find_cles(entrepot, lu.empreinte)
        contrats = {contrat.cle: contrat for contrat in list_contrats(entrepot)}
    dits: dict[int, dict[ChampMarche, Complement]] = defaultdict(dict)
    perdus = set()
    for complement in lu.rendu.complements:
        cle = cles.get(complement.rang)
        if cle in contrats:
            _say(dits[cle], complement, lu.rendu)
        elif complement.ligne not in perdus:
            perdus.add(complement.ligne)
            _remark(lu.rendu, complement, *_PERDU)
    return Trouves(lu.rendu, contrats, dict(dits), len(perdus))


def _say(dits: dict[ChampMarche, Complement], complement: Complement, rendu: Decompte) -> None:
    """Take what a line says; the last of several lines of one contract is kept, and it is told."""
    champ = ChampMarche(complement.champ.value)
    autre = dits.get(champ)
    dits[champ] = complement
    if autre is not None and autre.valeur != complement.valeur:
        remede = (
            f"Cette ligne compte, et non la ligne {autre.ligne}. Si ce sont deux lots, donnez "
            "leur numéro."
        )
        _remark(rendu, complement, "Une ligne au-dessus dit autre chose du même marché", remede)


def _remark(rendu: Decompte, complement: Complement, probleme: str, remede: str) -> None:
    rendu.remark(
        Remarque(
            ligne=complement.ligne,
            colonne=complement.colonne,
            valeur=complement.valeur,
            probleme=probleme,
            remede=remede,
        )
    )


def find_deplaces(
    lignes: Iterable[FichierMarches], prive: Prive
) -> list[tuple[FichierMarches, Trouves]]:
    """Return the spreadsheets read before of which a contract is now shown under another key.

    That of a lot, say, whose number another file shared until it was withdrawn.
    """
    deplaces = []
    for ligne in lignes:
        tenues = set(_list_tenues(ligne).values_list("cle", flat=True))
        if ligne.etat == EtatImport.LU and tenues:
            trouves = find_complements(ligne, prive.dossier, prive.tableurs[ligne.pk])
            if tenues - {str(cle) for cle in trouves.contrats}:
                deplaces.append((ligne, trouves))
    return deplaces


def write_complements(ligne: FichierMarches, trouves: Trouves, cause: Cause) -> dict[str, Any]:
    """Write what a spreadsheet says in place of what it said before; return the account of it.

    A spreadsheet that says nothing more has no account.
    """
    siens = Geste.objects.filter(tableau=ligne)
    premier = siens.aggregate(premier=Min("pk"))["premier"]
    deja = _list_deja(ligne)
    seul = cause is not Cause.LECTURE
    sorts: Counter[SortValeur] = Counter()
    gardes: dict[int, dict[ChampMarche, str]] = defaultdict(dict)
    for cle, complements in trouves.dits.items():
        for champ, complement in complements.items():
            sort = settle(complement.valeur, deja[str(cle), champ], premier, seul=seul)
            sorts[sort] += 1
            if sort is not SortValeur.ECARTE:
                gardes[cle][champ] = complement.valeur
    _undo(_list_tenues(ligne))
    if not trouves.rendu.complements:
        return {}
    justification = _justify(ligne, cause if premier else None)
    geste = _write_geste(ligne, premier, justification, trouves, gardes) if gardes else None
    return {
        "geste": geste.pk if geste else None,
        "marches": len(gardes),
        "champs": Counter(champ.value for dits in gardes.values() for champ in dits),
        "perdus": trouves.perdus,
        **{
            sort.value: sorts[sort]
            for sort in (SortValeur.REMPLACE, SortValeur.DESSOUS, SortValeur.ECARTE)
        },
    }


def drop_complements(espace: Espace) -> None:
    """Undo what was read in the spreadsheets of a space that give it no contract any more."""
    siennes = Correction.objects.filter(espace=espace, annulee_le__isnull=True)
    _undo(siennes.filter(geste__tableau__etat__in=_PARTIS))


def _list_tenues(ligne: FichierMarches) -> QuerySet[Correction]:
    return Correction.objects.filter(geste__tableau=ligne, annulee_le=None)


def _undo(lignes: QuerySet[Correction]) -> None:
    lignes.update(annulee_le=timezone.now())


def _list_deja(ligne: FichierMarches) -> dict[tuple[str, str], list[Deja]]:
    """Return the lines that hold in a space, and all those of a spreadsheet, by what they say."""
    lignes = (
        Correction.objects.filter(espace=ligne.espace_id)
        .filter(Q(annulee_le=None) | Q(geste__tableau=ligne))
        .values_list("cle", "champ", RANG, "valeur", "geste__tableau", "annulee_le")
    )
    deja: dict[tuple[str, str], list[Deja]] = defaultdict(list)
    for cle, champ, rang, valeur, tableau, annulee in lignes:
        deja[cle, champ].append(Deja(rang, valeur, tableau == ligne.pk, annulee is not None))
    return deja


def _write_geste(
    ligne: FichierMarches,
    premier: int | None,
    justification: str,
    trouves: Trouves,
    gardes: dict[int, dict[ChampMarche, str]],
) -> Geste:
    geste = Geste.objects.create(
        espace=ligne.espace,
        auteur=ligne.auteur,
        justification=justification,
        fichier=ligne.fichier,
        nb_marches=len(gardes),
        tableau=ligne,
        premier_id=premier,
    )
    write_lignes(geste, ((Marche(trouves.contrats[cle]), dits) for cle, dits in gardes.items()))
    record(
        "marches.complements",
        auteur=ligne.auteur,
        objet=geste,
        espace=ligne.espace,
        details={"marches": len(gardes), "fichier": ligne.pk},
    )
    return geste


def _justify(ligne: FichierMarches, cause: Cause | None) -> str:
    envoi = format_date(timezone.localtime(ligne.envoye_le).date())
    suite = f" {_SUITES[cause]}" if cause else ""
    return typographie(f"Lu dans le fichier {ligne.fichier.nom}, envoyé le {envoi}.{suite}")
