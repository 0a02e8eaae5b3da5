"""A line of the register: its fields, and whether the law asked for this scheme on a day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Final

from spaser.contenus.lecture import schema_csv
from spaser.regles import assujettissement, nomenclatures
from spaser.regles.fiche import AchatsAnnuels, Objectif, Periode, Spaser, Structure, is_sans_terme
from spaser.regles.format_spaser import Schema11, widen

# --- The fields of a sheet: those that are known, and those that a whole sheet would have ---
# A field is named as in the open format, joined by dots: `structure.siren`, `schema.axes`. The
# fields of a period and the elements of a list go together: one source tells them.


_TOUS: Final = (
    *(f"structure.{champ.name}" for champ in fields(Structure)),
    "achats_annuels",
    *(f"schema.{champ.name}" for champ in fields(Schema11) if champ.name != "remplace"),
    *("documents", "liens", "contact"),
)
# What any buyer can tell of its scheme, in the words of the sheet; the rest is not for all (a
# region has no department, a scheme need not have a title).
ATTENDUS: Final = {
    "structure.siren": "le SIREN",
    "structure.tranche_achats": "le volume d’achats estimé",
    "schema.statut": "le statut",
    "schema.adopte_le": "la date d’adoption",
    "schema.periode": "la période, début et fin",
    "schema.edition": "l’édition",
    "schema.mutualise": "s’il est mutualisé ou non",
    "schema.obligation": "si l’acheteur se dit obligé ou volontaire",
    "schema.approche": "l’approche",
    "schema.presentation": "la présentation",
    "schema.axes": "les axes",
    "schema.objectifs": "les objectifs chiffrés",
    "documents": "le texte du schéma",
    "contact": "le service à contacter",
}


@dataclass(frozen=True, slots=True)
class Completude:
    """How much of a sheet is known: what misses is named."""

    connus: int
    sur: int
    manquants: tuple[str, ...]


def list_connus(spaser: Spaser) -> tuple[str, ...]:
    """Return the fields that say something, in the order of the sheet. « No » says something."""
    large = widen(spaser)
    return tuple(c for c in _TOUS if read_champ(large, c) not in (None, (), Periode()))


def measure_completude(spaser: Spaser, *, fichiers: bool = False) -> Completude:
    """Count what is known of what is expected; `fichiers`: the site keeps a document of it."""
    connus = set(list_connus(spaser))
    if fichiers:
        connus.add("documents")
    periode = spaser.schema.periode
    if periode.debut is None or not (periode.fin or periode.sans_terme):
        connus.discard("schema.periode")
    manquants = tuple(libelle for champ, libelle in ATTENDUS.items() if champ not in connus)
    return Completude(len(ATTENDUS) - len(manquants), len(ATTENDUS), manquants)


def read_champ(spaser: Spaser, champ: str) -> object:
    valeur: object = spaser
    for nom in champ.split("."):
        valeur = getattr(valeur, nom)
    return valeur


# --- Who opened an address that a sheet gives: a machine of this site, a person, or nobody ---


class EtatLecture(nomenclatures.Nomenclature):
    """Nothing is called opened that no machine of this site opened."""

    OUVERTE = "ouverte", "Ouvertes par ce site"
    LUE = "lue", "Lues par une personne"
    CITEE = "citee", "Seulement citées"
    MORTE = "morte", "Adresses mortes"


def judge_lecture(*, repond: bool | None, lue: bool) -> EtatLecture:
    """`repond`: what the last check concluded, None if nothing; `lue`: somebody read the page."""
    if repond is None:
        return EtatLecture.LUE if lue else EtatLecture.CITEE
    return EtatLecture.OUVERTE if repond else EtatLecture.MORTE


def tell_ouvertures(etat: EtatLecture, vue_le: str, constat: str, lue_le: str) -> str:
    """Say it in a few words; `vue_le`: the day of the last check, `lue_le`: that of a person."""
    machine = {
        EtatLecture.OUVERTE: f"ouverte par ce site, {vue_le}",
        EtatLecture.MORTE: f"adresse morte, {vue_le}",
    }.get(etat, f"essayée, {vue_le}\u00a0: {constat}" if vue_le else "")
    personne = f"lue par une personne, {lue_le}" if lue_le else ""
    return "\u00a0; ".join(filter(None, (personne, machine))) or "seulement citée"


# --- Did the law ask for this scheme on a given day? What the sheet knows, against the law then
# The sheet's amounts are estimates of purchases: they may be before or after tax, of one year or
# of another, of one buyer or of several. They give bounds; the answer is given only when both ends
# of every bound agree.


class VerdictObligation(nomenclatures.Nomenclature):
    OUI = "oui", "Obligé"
    NON = "non", "Non obligé"
    INDETERMINEE = "inconnu", "On ne peut pas dire"


@dataclass(frozen=True, slots=True)
class VolumeAchats:
    """What a buyer spends in a year, before tax, in euros: between two bounds; None, no bound."""

    bas: int = 0
    haut: int | None = None

    @property
    def est_connu(self) -> bool:
        return self.bas > 0 or self.haut is not None


@dataclass(frozen=True, slots=True)
class ObligationMotivee:
    obligation: VerdictObligation
    raison: str


_MILLION: Final = 1_000_000
# Above 100 or 200 million is at least a cent above: a euro is enough for these bounds.
TRANCHES: Final = {
    nomenclatures.TrancheAchats.MOINS_DE_50_M: VolumeAchats(0, 50 * _MILLION),
    nomenclatures.TrancheAchats.DE_50_A_100_M: VolumeAchats(50 * _MILLION, 100 * _MILLION),
    nomenclatures.TrancheAchats.DE_100_A_200_M: VolumeAchats(100 * _MILLION + 1, 200 * _MILLION),
    nomenclatures.TrancheAchats.PLUS_DE_200_M: VolumeAchats(200 * _MILLION + 1, None),
}
# Those whom the law named before it named every buyer.
_T: Final = nomenclatures.TypeStructure
_COLLECTIVITES: Final = frozenset(
    {_T.REGION, _T.DEPARTEMENT, _T.COLLECTIVITE, _T.METROPOLE, _T.EPCI, _T.EPT, _T.COMMUNE}
    | {_T.SYNDICAT}
)
# An amount that its precision gives as a minimum has no upper bound.
_AU_MOINS: Final = re.compile(r"(un peu )?plus de|au moins", re.IGNORECASE)
_MOYENNE: Final = re.compile(r"en moyenne", re.IGNORECASE)  # it tells of no year
_CHIFFRES: Final = 2  # that a rounded amount has at least


def read_volume(spaser: Spaser) -> VolumeAchats:
    """Return the bounds that a sheet gives of what its buyer spends.

    The bucket is the buyer's own. The amounts of a shared scheme are of all who carry it: each
    spends that much at most.
    """
    lus = [_of_achats(spaser.achats_annuels)]
    if spaser.schema.partenaires:
        lus = [VolumeAchats(0, lus[0].haut)]
    if spaser.structure.tranche_achats is not None:
        lus.append(TRANCHES[spaser.structure.tranche_achats])
    bas = max(volume.bas for volume in lus)
    hauts = [volume.haut for volume in lus if volume.haut is not None]
    return VolumeAchats(bas, max(bas, min(hauts)) if hauts else None)


def judge_obligation(
    type_structure: nomenclatures.TypeStructure, volume: VolumeAchats, jour: date
) -> ObligationMotivee:
    """Say whether the law of a day asked a buyer of this kind and volume for a scheme."""
    regime = assujettissement.find_regime(jour)
    if regime is None:
        return _unknown("les textes d’avant le 1er avril 2019 n’ont pas été relus.")
    if not volume.est_connu:
        return _unknown("le volume d’achats n’est pas connu.")
    seuil = assujettissement.format_millions(regime.seuil)
    if volume.haut is not None and volume.haut <= regime.seuil:
        return ObligationMotivee(
            VerdictObligation.NON, f"le volume connu ne dépasse pas {seuil} HT, le seuil."
        )
    if volume.bas <= regime.seuil:
        return _unknown(f"le volume connu ne dit pas de quel côté du seuil il est ({seuil} HT).")
    if not regime.tout_acheteur and type_structure not in _COLLECTIVITES:
        return _unknown("le texte d’alors ne visait pas tous les acheteurs.")
    return ObligationMotivee(
        VerdictObligation.OUI, f"le volume connu dépasse {seuil} HT, le seuil."
    )


def judge_adoption(
    type_structure: nomenclatures.TypeStructure,
    volume: VolumeAchats,
    adopte_le: nomenclatures.DatePartielle | None,
) -> ObligationMotivee:
    """Judge the day of adoption; unknown when the law changed within the period that is known."""
    if adopte_le is None:
        return _unknown("la date d’adoption n’est pas connue.")
    premiere = judge_obligation(type_structure, volume, adopte_le.debut)
    derniere = judge_obligation(type_structure, volume, adopte_le.fin)
    if premiere.obligation is derniere.obligation:
        return derniere
    return _unknown(f"le droit a changé en {adopte_le[:4]}, et le jour de l’adoption manque.")


def _of_achats(achats: tuple[AchatsAnnuels, ...]) -> VolumeAchats:
    """Bound a year: several amounts may be parts of it, or other years."""
    lus = [_of_montant(a) for a in achats if not _MOYENNE.search(a.precision or "")]
    if not lus:
        return VolumeAchats()
    ouvert = any(volume.haut is None for volume in lus)
    return VolumeAchats(
        min(volume.bas for volume in lus),
        None if ouvert else sum(volume.haut or 0 for volume in lus),
    )


def _of_montant(achat: AchatsAnnuels) -> VolumeAchats:
    """Bound an amount before tax; one that does not say its tax may include it.

    A rounded one is as precise as it is written; a minimum is what it says.
    """
    au_moins = _AU_MOINS.match(achat.precision or "")
    marge = 0 if au_moins else _find_marge(int(achat.montant))
    bas, haut = (
        assujettissement.Depenses.exactes(montant)
        if achat.taxe == nomenclatures.Taxe.HT
        else assujettissement.Depenses.ttc(montant)
        for montant in (Decimal(achat.montant) - marge, Decimal(achat.montant) + marge)
    )
    return VolumeAchats(int(bas.bas), None if au_moins else int(haut.haut or 0))


def _find_marge(montant: int) -> Decimal:
    """Return half of the unit that an amount is rounded to: its zeros, but for two figures."""
    ecrit = str(montant)
    zeros = len(ecrit) - len(ecrit.rstrip("0"))
    return Decimal(10) ** min(zeros, max(len(ecrit) - _CHIFFRES, 0)) / 2


def _unknown(raison: str) -> ObligationMotivee:
    return ObligationMotivee(VerdictObligation.INDETERMINEE, raison)


# --- A sheet as one row of the CSV export: its columns are those of the published Table Schema


type Cellule = str | int | bool | date | None

_SEPARATEUR: Final = "|"


def list_colonnes_csv() -> tuple[str, ...]:
    return tuple(champ["name"] for champ in schema_csv()["fields"])


def write_fiche_csv(fiche: Spaser, du_registre: Mapping[str, object]) -> tuple[Cellule, ...]:
    """Return the cells of a sheet, in the order of the columns; None is an empty cell.

    `du_registre` is what the register knows of the sheet, beside the sheet itself, by column.
    """
    schema, contact = fiche.schema, fiche.contact
    cellules = {
        "structure": fiche.structure.nom,
        **{champ.name: getattr(fiche.structure, champ.name) for champ in fields(fiche.structure)},
        **{nom: getattr(schema, nom) for nom in _DU_SCHEMA},
        "debut": schema.periode.debut,
        "fin": schema.periode.fin,
        "sans_terme": is_sans_terme(schema.periode),
        "partenaires": tuple(p.nom for p in schema.partenaires),
        "axes": tuple(a.intitule for a in schema.axes),
        "objectifs": tuple(map(_objectif, schema.objectifs)),
        "documents": tuple(d.url for d in fiche.documents),
        "liens": tuple(lien.url for lien in fiche.liens),
        "sources": tuple(s.url or s.libelle for s in fiche.sources),
        "contact_service": contact and contact.service,
        "contact_courriel": contact and contact.courriel,
        **du_registre,
    }
    return tuple(_write_cellule(cellules[nom]) for nom in list_colonnes_csv())


_DU_SCHEMA: Final = "titre adopte_le edition mutualise obligation approche presentation".split()


def _write_cellule(valeur: Any) -> Cellule:  # noqa: ANN401 - any value of a sheet
    """Join lists with a bar; a bar inside a value would cut it in two."""
    if isinstance(valeur, tuple):
        return _SEPARATEUR.join(v.replace(_SEPARATEUR, "/") for v in valeur) or None
    return str(valeur) if isinstance(valeur, str) else valeur


def _objectif(objectif: Objectif) -> str:
    cible = [nomenclatures.format_valeur(objectif.valeur), objectif.unite or ""]
    valeur = " ".join(mot for mot in cible if mot)
    echeance = f"échéance {objectif.echeance.libelle}" if objectif.echeance else ""
    return ", ".join(partie for partie in (objectif.intitule, valeur, echeance) if partie)
