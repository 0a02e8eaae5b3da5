"""What frames a scheme: who the buyer is, its voice, what binds it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final, Protocol

from spaser.contenus.faits import Fait, find_fait, tell_citation
from spaser.documents import document
from spaser.documents.bilan.vue import NON_CONNU
from spaser.documents.dessins import Legende, Rang, draw_colonnes
from spaser.documents.francais import (
    capitalize,
    enumerate_mots,
    format_date,
    format_euros_courts,
    format_euros_lus,
    format_nombre,
    format_siren,
    pluriel,
    typographie,
    uncapitalize,
)
from spaser.moteur.depenses.resultats.totaux import TotalAnnee
from spaser.moteur.portrait import Volume
from spaser.regles import indicateurs, obligations
from spaser.regles.assujettissement import Assujettissement, NatureAcheteur, find_regime
from spaser.regles.nomenclatures import cite

# --- Who speaks: a buyer's own document says « nous », one made without account says its name ---


_POSSESSIFS: Final = {"votre": "notre", "vos": "nos", "Votre": "Notre", "Vos": "Nos"}
_ADRESSE: Final = re.compile(r"(?<!rendez-)\b(?:vous|votre|vos|vôtres?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Voix:
    """The voice of a document; `nom` is empty when the buyer itself speaks."""

    nom: str = ""

    def tell(self, nous: str, autre: str) -> str:
        """Return the words of the buyer, or those about it, where `{nom}` is its name."""
        return autre.format(nom=self.nom) if self.nom else nous


def own(texte: str) -> str:
    """Return words said to a buyer as its own: « vos marchés » becomes « nos marchés »."""
    return re.sub(r"\b(?:[Vv]otre|[Vv]os)\b", lambda trouve: _POSSESSIFS[trouve[0]], texte)


def is_adressee(texte: str) -> bool:
    """Say whether words speak to somebody: a document may not hold them."""
    return _ADRESSE.search(texte) is not None


# --- What the blocks of every heading are made with: figures bound to their source, notes of law
# ---


def write_chiffre(
    reference: indicateurs.ReferenceChiffre,
    *,
    nom: str,
    texte: str,
    phrases: Iterable[str],
    source: str,
) -> document.Chiffre:
    """Return a figure with all that makes it defensible.

    `phrases` say its numerator, its denominator, its bounds, n and the unknowns; `source`, from
    what it was counted and which day.
    """
    origine = f"{source.rstrip('.')}." if source else ""
    dites = (f"{nom}, {reference.annee}.", *phrases, origine)
    return document.Chiffre(
        texte or NON_CONNU, str(reference), typographie(" ".join(filter(None, dites)))
    )


def write_loi(*citations: str, identifiant: str = "") -> document.Paragraphe:
    """Return statements of facts as a paragraph; each text is in a note, after the last of it."""
    morceaux: list[document.EnLigne] = []
    for texte, siennes in groupby(citations, lambda citation: find_fait(citation).code):
        enonces = " ".join(tell_citation(citation) for citation in siennes)
        morceaux += [document.Texte(typographie(f" {enonces}" if morceaux else enonces))]
        morceaux += write_notes([texte])
    return document.Paragraphe(tuple(morceaux), identifiant=identifiant)


def write_notes(faits: Iterable[str]) -> tuple[document.Note, ...]:
    return tuple(
        document.Note(typographie(f"{s.libelle} ({s.mention})."), s.fait) for s in cite(faits)
    )


# --- The legal frame: what is asked, whether it binds this buyer, what is left free ---


_DEMANDE: Final = (
    "CCP-L2111-3.adopter",
    "CCP-L2111-3.contenu",
    "CCP-L2111-3.indicateurs",
    "CCP-L2111-3.commun",
)
_SEUIL: Final = "CCP-D2111-3"
_LIBRE: Final = ("CCP-L2111-3.cibles", "PNAD-2022-2025", "SPASER-SANS-SANCTION")
_AVANT: Final = {
    "PNAD-2022-2025": "Les cibles les plus citées sont celles d’un plan national, pas de la loi. "
}
# What binds purchases themselves; the other duties of a buyer are not told here.
_THEMES: Final = frozenset(
    {
        obligations.Theme.MARCHES,
        obligations.Theme.DONNEES,
        obligations.Theme.FOURNISSEURS,
        obligations.Theme.REEMPLOI,
        obligations.Theme.NUMERIQUE,
        obligations.Theme.VEHICULES,
        obligations.Theme.ALIMENTATION,
    }
)


class DevoirConclu(Protocol):
    """What was concluded of a year's spend, in euros before tax; `haut` None: nothing bounds it."""

    @property
    def verdict(self) -> str: ...
    @property
    def annee(self) -> int: ...
    @property
    def bas(self) -> Decimal: ...
    @property
    def haut(self) -> Decimal | None: ...
    @property
    def nature(self) -> str: ...
    @property
    def conclue_le(self) -> date: ...


def write_cadre(
    voix: Voix,
    jour: date,
    devoir: DevoirConclu | None,
    adopter: obligations.Obligation | None,
    applications: Sequence[obligations.Application],
) -> tuple[document.Bloc, ...]:
    """Return the heading, the answer first.

    `adopter` is the duty to have a scheme, `applications` are all the duties of this buyer.
    """
    notes = _Notes(jour)
    return (
        document.Paragraphe(
            notes.cite(_SEUIL, _tell_devoir(devoir, jour)),
            en_avant=True,
            identifiant="depenses_cadre_devoir",
        ),
        *_titre("Ce que la loi demande", "demande"),
        document.Liste(
            tuple(map(notes.cite, notes.choose(_DEMANDE))), identifiant="depenses_cadre_loi"
        ),
        *_write_depuis(adopter, notes),
        *_titre("Ce que la loi laisse à décider", "libre"),
        document.Liste(
            tuple(map(notes.cite, notes.choose(_LIBRE))), identifiant="depenses_cadre_reste"
        ),
        *_write_autres(voix, applications),
    )


def _titre(texte: str, nom: str) -> tuple[document.Paragraphe, ...]:
    return document.write_paragraphe(texte, f"depenses_cadre_{nom}", fort=True)


class _Notes:
    """Cites facts as they stand on a day, each text in a note the first time only."""

    def __init__(self, jour: date) -> None:
        self.jour = jour
        self.donnees: set[str] = set()

    def choose(self, citations: Iterable[str]) -> list[str]:
        """Leave out what is not sure, or no longer law on that day."""
        return [citation for citation in citations if self._is_said(find_fait(citation))]

    def _is_said(self, fait: Fait) -> bool:
        a_venir = fait.depuis is not None and fait.depuis > self.jour
        return fait.est_sur and (fait.holds_on(self.jour) if fait.articles else not a_venir)

    def cite(self, citation: str, texte: str = "", *, rappel: bool = False) -> document.Contenu:
        """Return a statement, or other words that rest on it, with its note.

        `rappel` names again a text that was told in full before.
        """
        fait = find_fait(citation)
        neuves = write_notes([citation] if fait.code not in self.donnees else [])
        if rappel and not neuves:
            neuves = (document.Note(typographie(f"{fait.texte}."), fait.code),)
        self.donnees.add(fait.code)
        dit = texte or f"{_AVANT.get(citation, '')}{tell_citation(citation)}"
        return (document.Texte(typographie(dit)), *neuves)


def _tell_devoir(devoir: DevoirConclu | None, jour: date) -> str:
    """Say whether the law binds this buyer; else what would tell."""
    if devoir is None:
        return (
            f"L’obligation dépend des dépenses d’une année civile. {tell_citation(_SEUIL)} Les "
            "marchés publiés ne donnent pas ce total : ils disent ce qui a été attribué, pas ce "
            "qui a été payé. En dessous du seuil, adopter un schéma est volontaire."
        )
    if devoir.nature == NatureAcheteur.HORS_CODE:
        return (
            "Le code de la commande publique ne s’applique pas ici : adopter un schéma est "
            "volontaire."
        )
    regime = find_regime(min(jour, date(devoir.annee, 12, 31)))
    seuil = format_euros_lus(regime.seuil if regime else 0)
    seuil += " hors taxes, le seuil de cette année-là"
    match Assujettissement(devoir.verdict):
        case Assujettissement.OBLIGE:
            suite = f"dépassent {seuil} : adopter un schéma est une obligation"
        case Assujettissement.NON_OBLIGE:
            suite = f"ne dépassent pas {seuil} : adopter un schéma est volontaire"
        case _:
            suite = (
                f"ne permettent pas encore de conclure : l’obligation commence au-dessus de {seuil}"
            )
    total = tell_total(devoir.bas, devoir.haut)
    conclu = f"Conclusion du {format_date(devoir.conclue_le)}."
    return f"Les dépenses de {devoir.annee}, {total}, {suite}. {conclu}"


def tell_total(bas: Decimal, haut: Decimal | None) -> str:
    """Say an amount between its bounds; `haut` None: nothing bounds it."""
    dit = format_euros_lus(float(bas))
    if haut is None:
        return f"{dit} au moins" if bas else "dont le total n’est pas connu"
    au_plus = format_euros_lus(float(haut))
    if haut == bas:
        return au_plus
    return f"entre {dit} et {au_plus}" if bas else f"{au_plus} au plus"


def _write_depuis(adopter: obligations.Obligation | None, notes: _Notes) -> Iterable[document.Bloc]:
    etapes = [
        (etape.depuis, etape)
        for etape in (adopter.etapes if adopter and adopter.faits else ())
        if etape.depuis and etape.depuis <= notes.jour <= (etape.jusqu_a or date.max)
    ]
    if adopter is None or not etapes:
        return
    yield from _titre("Depuis quand", "depuis")
    yield document.Liste(
        tuple(
            notes.cite(
                etape.fait or adopter.faits[-1],
                f"Depuis le {format_date(depuis)} : {uncapitalize(etape.texte)}",
                rappel=True,
            )
            for depuis, etape in etapes
        ),
        identifiant="depenses_cadre_dates",
    )


def _write_autres(
    voix: Voix, applications: Sequence[obligations.Application]
) -> Iterable[document.Bloc]:
    achats = [
        a
        for a in applications
        if a.obligation.theme in _THEMES and a.etat is not obligations.Vigueur.PASSEE
    ]
    certaines = [a for a in achats if a.est_certaine]
    autres = len(achats) - len(certaines)
    if not certaines:
        return
    qui = voix.tell("nous obligent aussi", "obligent aussi {nom}")
    yield from document.write_tableau(
        f"Les règles d’achat qui {qui}",
        {"Règle": 5, "Texte": 4, "Depuis": 3},
        (
            (
                a.obligation.titre,
                _name_texte(a.obligation),
                format_date(a.depuis) if a.depuis else "",
            )
            for a in certaines
        ),
        "depenses_cadre_autres",
    )
    if autres:
        dependent = "dépend" if autres == 1 else "dépendent"
        themes = {uncapitalize(a.obligation.theme.libelle) for a in achats if not a.est_certaine}
        texte = (
            f"{pluriel(autres, 'autre règle', 'autres règles')} {dependent} de faits à vérifier : "
            f"{enumerate_mots(sorted(themes))}."
        )
        yield from document.write_paragraphe(texte, "depenses_cadre_averifier")


def _name_texte(obligation: obligations.Obligation) -> str:
    if obligation.faits:
        return capitalize(find_fait(obligation.faits[0]).texte)
    return obligation.sources[0].libelle


# --- Who the buyer is, what its figures hold, how much it buys each year ---


ANNEES_MAX: Final = 8
_MONTANTS: Final = (
    "Montants à l’attribution, souvent un maximum : ce ne sont pas des dépenses payées. Un montant "
    "absent ou douteux n’est pas utilisable ; celui d’un marché subséquent est déjà compté par son "
    "accord-cadre."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Qui:
    """What is known of a buyer; unknown is empty. `source` says where it comes from."""

    nom: str
    siren: str
    type: str = ""
    lieu: str = ""
    population: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class AnneeLue:
    """A year of contracts: its two totals as figures; None for contracts without a year."""

    volume: Volume
    nombre: document.Chiffre | None = None
    montant: document.Chiffre | None = None


def write_qui(voix: Voix, qui: Qui) -> document.Fiche:
    habitants = "" if qui.population is None else pluriel(qui.population, "habitant")
    champs = (
        ("SIREN", format_siren(qui.siren)),
        ("Structure", qui.type),
        ("Territoire", qui.lieu),
        ("Population", habitants),
        ("Source", qui.source),
    )
    titre = voix.tell(f"Qui nous sommes : {qui.nom}", "{nom}")
    return document.write_champs(titre, champs, "marches_identite_qui")


def write_perimetre(
    perimetre: indicateurs.Perimetre | None, concessions: int
) -> tuple[document.Bloc, ...]:
    phrases = tell_perimetre(perimetre)
    if concessions:
        a_cote = perimetre is not None and perimetre.concessions is indicateurs.Concessions.A_COTE
        suite = "comptées à part" if a_cote else "laissées de côté"
        phrases.append(
            f"{pluriel(concessions, 'concession publiée', 'concessions publiées')}, {suite} : "
            "aucun taux ne les compte."
        )
    nom = "marches_identite_perimetre"
    if len(phrases) == 1:
        return document.write_paragraphe(phrases[0], nom)
    return (document.Liste(tuple(map(typographie, phrases)), identifiant=nom),)


def tell_perimetre(perimetre: indicateurs.Perimetre | None) -> list[str]:
    debut = "Les chiffres comptent les marchés publiés sous ce SIREN, tous établissements."
    return [debut, *_tell_reponses(perimetre)] if perimetre else [debut]


def tell_inconnu(perimetre: indicateurs.Perimetre | None) -> str:
    reponses = perimetre or indicateurs.Perimetre()
    tus = [
        mots
        for nom, mots in _A_DIRE
        if getattr(reponses, nom) is indicateurs.ReponsePerimetre.INCONNUE
    ]
    return f"L’acheteur n’a rien précisé sur {enumerate_mots(tus)}." if tus else ""


_A_DIRE: Final = (
    ("budgets_annexes", "ses budgets annexes"),
    ("coordonnateur", "les groupements de commandes qu’il coordonne"),
    ("membre", "ses achats par le groupement d’un autre"),
    ("centrales", "ses achats par une centrale"),
)


def _tell_reponses(p: indicateurs.Perimetre) -> Iterator[str]:
    oui = indicateurs.ReponsePerimetre.OUI
    if p.budgets_annexes is oui:
        yield "Les budgets annexes en sont : ils portent le même SIREN."
    if p.coordonnateur is oui:
        yield (
            "Les groupements de commandes coordonnés ici en sont, y compris la part des autres "
            "membres, que les données ne distinguent pas."
        )
    for organisme in p.organismes:
        siren = format_siren(organisme.siren)
        yield f"Les marchés de {organisme.nom} (SIREN {siren}) n’en sont pas."
    if p.membre is oui:
        yield "Les achats faits par le groupement d’un autre acheteur n’en sont pas."
    if p.centrales is oui:
        noms = f" ({p.noms_centrales})" if p.noms_centrales else ""
        yield f"Les achats faits par une centrale d’achat{noms} n’en sont pas."


def write_annees(annees: Sequence[AnneeLue], source: str) -> tuple[document.Bloc, ...]:
    datees = [a for a in annees if a.nombre]
    montrees = datees[-ANNEES_MAX:]
    anterieures = [a.volume for a in datees[:-ANNEES_MAX]]
    lignes = [_row_annee(a) for a in montrees]
    if anterieures:
        lignes.insert(0, _row_annee(AnneeLue(add_volumes("Avant", anterieures))))
    lignes += [_row_annee(a) for a in annees if not a.nombre]
    tableau = document.write_tableau(
        "Marchés notifiés par année",
        {"Année": 3, "Marchés": 3, "Montant HT": 4, "Sans montant": 3, "Déjà comptés": 3},
        lignes,
        "marches_identite_annees",
    )
    return (
        *_draw_annees([a.volume for a in montrees]),
        *tableau,
        *document.write_paragraphe(f"{_MONTANTS} {source}", "marches_identite_montants"),
    )


def _row_annee(annee: AnneeLue) -> tuple[document.Contenu, ...]:
    """Return a row, its totals as figures when they have a reference."""
    volume = annee.volume
    montant = NON_CONNU if annee.nombre else tell_euros(volume.montant)
    return (
        volume.nom,
        (annee.nombre,) if annee.nombre else format_nombre(volume.marches),
        (annee.montant,) if annee.montant else montant,
        format_nombre(volume.sans_montant),
        format_nombre(volume.subsequents),
    )


def tell_euros(montant: float | None) -> str:
    return NON_CONNU if montant is None else format_euros_courts(montant)


def add_volumes(nom: str, volumes: Sequence[Volume]) -> Volume:
    connus = [v.montant for v in volumes if v.montant is not None]
    return Volume(
        nom,
        sum(v.marches for v in volumes),
        sum(connus) if connus else None,
        sum(v.sans_montant for v in volumes),
        sum(v.subsequents for v in volumes),
    )


def _draw_annees(volumes: Sequence[Volume]) -> Iterator[document.Figure]:
    """Draw the amounts of at least three years: fewer are read at a glance in their table."""
    if sum(v.montant is not None for v in volumes) < 3:  # noqa: PLR2004 - see above
        return
    titre = "Montant notifié HT par année"
    alt = typographie(" ; ".join(f"{v.nom} : {tell_euros(v.montant)}" for v in volumes) + ".")
    colonnes = [
        Rang(v.nom, "?" if v.montant is None else tell_euros(v.montant), v.montant) for v in volumes
    ]
    yield document.Figure(
        draw_colonnes(Legende("marches_identite_volume", titre, alt), colonnes, 340),
        alt,
        titre,
        identifiant="marches_identite_volume",
    )


def write_depenses(totaux: Sequence[TotalAnnee], lues_le: date | None) -> tuple[document.Bloc, ...]:
    tableau = document.write_tableau(
        "Dépenses d’achat payées par année",
        {"Année": 2, "Total HT": 5, "Lignes": 2, "Période": 5},
        (
            (
                str(t.annee),
                " à ".join(dict.fromkeys(map(format_euros_courts, map(float, (t.bas, t.haut))))),
                format_nombre(t.lignes),
                f"{format_date(t.premier_jour)} au {format_date(t.dernier_jour)}"
                if t.premier_jour and t.dernier_jour
                else NON_CONNU,
            )
            for t in sorted(totaux, key=lambda t: t.annee)[-ANNEES_MAX:]
        ),
        "depenses_identite_payees",
    )
    calcul = f" Calcul du {format_date(lues_le)}." if lues_le else ""
    texte = (
        "La borne basse laisse de côté ce qui n’est peut-être pas un achat ; la borne haute le "
        f"compte.{calcul}"
    )
    bornes = document.write_paragraphe(texte, "depenses_identite_bornes")
    return (*tableau, *bornes) if tableau else ()
