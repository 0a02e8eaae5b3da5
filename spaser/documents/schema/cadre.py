"""The legal frame: what is asked, whether it binds this buyer, what is left free."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.documents.document import Bloc, Contenu, Liste, Note, Paragraphe, Tableau, Texte
from spaser.documents.francais import (
    capitalize,
    enumerate_mots,
    format_date,
    format_euros_lus,
    pluriel,
    typographie,
)
from spaser.documents.schema.textes import write_notes
from spaser.documents.schema.voix import Voix
from spaser.faits.lecture import find_fait, tell
from spaser.faits.modele import Fait
from spaser.metier.assujettissement.regle import Assujettissement
from spaser.metier.obligations.application import Application, Vigueur
from spaser.metier.obligations.modele import Obligation, Theme

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
        Theme.MARCHES, Theme.DONNEES, Theme.FOURNISSEURS, Theme.REEMPLOI, Theme.NUMERIQUE,
        Theme.VEHICULES, Theme.ALIMENTATION,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Devoir:
    """What was concluded of a year's spend, in euros before tax; `haut` None: nothing bounds it.

    `hors_code`: the buyer said that the code does not bind it.
    """

    verdict: Assujettissement
    annee: int
    seuil: int
    bas: Decimal
    haut: Decimal | None
    conclu_le: date
    hors_code: bool = False


def write_cadre(
    voix: Voix,
    jour: date,
    devoir: Devoir | None,
    adopter: Obligation | None,
    applications: Sequence[Application],
) -> tuple[Bloc, ...]:
    """Return the heading, the answer first.

    `adopter` is the duty to have a scheme, `applications` are all the duties of this buyer.
    """
    notes = _Notes(jour)
    return (
        Paragraphe(
            notes.cite(_SEUIL, _tell_devoir(devoir)),
            en_avant=True,
            identifiant="depenses_cadre_devoir",
        ),
        _titre("Ce que la loi demande", "demande"),
        Liste(tuple(map(notes.cite, notes.choose(_DEMANDE))), identifiant="depenses_cadre_loi"),
        *_write_depuis(adopter, notes),
        _titre("Ce que la loi laisse à décider", "libre"),
        Liste(tuple(map(notes.cite, notes.choose(_LIBRE))), identifiant="depenses_cadre_reste"),
        *_write_autres(voix, applications),
    )


def _titre(texte: str, nom: str) -> Paragraphe:
    return Paragraphe((Texte(texte, fort=True),), identifiant=f"depenses_cadre_{nom}")


class _Notes:
    """Cites facts as they stand on a day, each text in a note the first time only."""

    def __init__(self, jour: date) -> None:
        self.jour = jour
        self.donnees: set[str] = set()

    def choose(self, citations: Iterable[str]) -> list[str]:
        """Leave out what is not sure, or no longer law on that day."""
        return [citation for citation in citations if self._is_said(find_fait(citation))]

    def _is_said(self, fait: Fait) -> bool:
        est_la = fait.holds_on(self.jour) if fait.articles else not self._is_to_come(fait)
        return fait.est_sur and est_la

    def _is_to_come(self, fait: Fait) -> bool:
        return fait.depuis is not None and fait.depuis > self.jour

    def cite(self, citation: str, texte: str = "", *, rappel: bool = False) -> Contenu:
        """Return a statement, or other words that rest on it, with its note.

        `rappel` names again a text that was told in full before.
        """
        fait = find_fait(citation)
        neuves = write_notes([citation] if fait.code not in self.donnees else [])
        if rappel and not neuves:
            neuves = (Note(typographie(f"{fait.texte}."), fait.code),)
        self.donnees.add(fait.code)
        dit = texte or f"{_AVANT.get(citation, '')}{tell(citation)}"
        return (Texte(typographie(dit)), *neuves)


def _tell_devoir(devoir: Devoir | None) -> str:
    """Say whether the law binds this buyer; else what would tell."""
    if devoir is None:
        return (
            f"L’obligation dépend des dépenses d’une année civile. {tell(_SEUIL)} Les "
            "marchés publiés ne donnent pas ce total : ils disent ce qui a été attribué, pas ce "
            "qui a été payé. En dessous du seuil, adopter un schéma est volontaire."
        )
    seuil = f"{format_euros_lus(devoir.seuil)} hors taxes, le seuil de cette année-là"
    conclu = f"Conclusion du {format_date(devoir.conclu_le)}."
    if devoir.hors_code:
        return (
            "Le code de la commande publique ne s’applique pas ici : adopter un schéma est "
            "volontaire."
        )
    match devoir.verdict:
        case Assujettissement.OBLIGE:
            return (
                f"Les dépenses de {devoir.annee}, {_tell_total(devoir)}, dépassent {seuil} : "
                f"adopter un schéma est une obligation. {conclu}"
            )
        case Assujettissement.NON_OBLIGE:
            return (
                f"Les dépenses de {devoir.annee}, {_tell_total(devoir)}, ne dépassent pas {seuil} "
                f": adopter un schéma est volontaire. {conclu}"
            )
        case _:
            return (
                f"Les dépenses de {devoir.annee}, {_tell_total(devoir)}, ne permettent pas encore "
                f"de conclure : l’obligation commence au-dessus de {seuil}. {conclu}"
            )


def _tell_total(devoir: Devoir) -> str:
    bas = format_euros_lus(float(devoir.bas))
    if devoir.haut is None:
        return f"{bas} au moins" if devoir.bas else "dont le total n’est pas connu"
    haut = format_euros_lus(float(devoir.haut))
    if devoir.haut == devoir.bas:
        return haut
    return f"entre {bas} et {haut}" if devoir.bas else f"{haut} au plus"


def _write_depuis(adopter: Obligation | None, notes: _Notes) -> Iterable[Bloc]:
    etapes = [
        (etape.depuis, etape)
        for etape in (adopter.etapes if adopter and adopter.faits else ())
        if etape.depuis and etape.depuis <= notes.jour <= (etape.jusqu_a or date.max)
    ]
    if adopter is None or not etapes:
        return
    yield _titre("Depuis quand", "depuis")
    yield Liste(
        tuple(
            notes.cite(
                etape.fait or adopter.faits[-1],
                f"Depuis le {format_date(depuis)} : {_lower(etape.texte)}",
                rappel=True,
            )
            for depuis, etape in etapes
        ),
        identifiant="depenses_cadre_dates",
    )


def _lower(texte: str) -> str:
    return texte[:1].lower() + texte[1:]


def _write_autres(voix: Voix, applications: Sequence[Application]) -> Iterable[Bloc]:
    achats = [
        a for a in applications if a.obligation.theme in _THEMES and a.etat is not Vigueur.PASSEE
    ]
    certaines = [a for a in achats if a.est_certaine]
    autres = len(achats) - len(certaines)
    if not certaines:
        return
    qui = voix.tell("nous obligent aussi", "obligent aussi {nom}")
    yield Tableau(
        typographie(f"Les règles d’achat qui {qui}"),
        ("Règle", "Texte", "Depuis"),
        tuple((a.obligation.titre, _name_texte(a.obligation), _tell_depuis(a)) for a in certaines),
        (5, 4, 3),
        ligne_nommee=True,
        identifiant="depenses_cadre_autres",
    )
    if autres:
        dependent = "dépend" if autres == 1 else "dépendent"
        themes = {_name_theme(a.obligation.theme) for a in achats if not a.est_certaine}
        texte = (
            f"{pluriel(autres, 'autre règle', 'autres règles')} {dependent} de faits à vérifier : "
            f"{enumerate_mots(sorted(themes))}."
        )
        yield Paragraphe(typographie(texte), identifiant="depenses_cadre_averifier")


def _name_texte(obligation: Obligation) -> str:
    if obligation.faits:
        return typographie(capitalize(find_fait(obligation.faits[0]).texte))
    return typographie(obligation.sources[0].libelle)


def _name_theme(theme: Theme) -> str:
    return _lower(theme.libelle)


def _tell_depuis(application: Application) -> str:
    return format_date(application.depuis) if application.depuis else "–"
