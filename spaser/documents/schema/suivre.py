"""Part 3 of a scheme: indicators and targets, governance, calendar, publication."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.documents.document import (
    Bloc,
    Chiffre,
    Contenu,
    EnLigne,
    Lien,
    Paragraphe,
    Tableau,
    Texte,
)
from spaser.documents.francais import capitalize, format_date, typographie
from spaser.documents.reperes import list_lignes
from spaser.documents.schema.textes import tell_cellule, write_loi, write_notes
from spaser.metier.loi import tell_lecture
from spaser.metier.reperes import Repere

TOUS_LES_DEUX_ANS: Final = "CCP-L2111-3.indicateurs"
"""The text that gives its rhythm to the publication of results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurDite:
    """A value of a year; `details` are its bounds and what it was counted on.

    One that the site does not compute is plain text.
    """

    chiffre: Chiffre | Texte
    annee: int
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicateurSuivi:
    """An indicator of the scheme: where it starts from, what it aims at, who follows it.

    `depart` is None when the best known value is also the first one; `notee` is a value that
    somebody kept, and holds before `derniere`. Without any value, `absence` says why.
    """

    nom: str
    legal: bool
    depart: ValeurDite | None = None
    derniere: ValeurDite | None = None
    notee: str = ""
    absence: str = ""
    cible: str = ""
    avancement: str = ""
    reperes: Sequence[Repere] = ()
    responsable: str = ""
    frequence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReunionPrevue:
    nom: str
    role: str
    membres: str
    quand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EtapePrevue:
    titre: str
    jour: date
    fait: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaPublie:
    """A scheme that the register knows, with the address of its text if there is one."""

    titre: str
    precision: str
    adresse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateAttendue:
    """A day to come, what it brings, the duty that sets it and the facts that this one rests on."""

    jour: date
    texte: str
    nom: str
    faits: tuple[str, ...] = ()


def write_indicateurs(suivis: Sequence[IndicateurSuivi]) -> tuple[Bloc, ...]:
    return (
        write_loi(
            "CCP-L2111-3.indicateurs", "CCP-L2111-3.cibles", identifiant="grille_indicateurs_loi"
        ),
        *_write_tableau(
            [s for s in suivis if s.legal],
            typographie(f"Les quatre chiffres du schéma, {tell_lecture()}"),
            "grille_indicateurs_legaux",
        ),
        *_write_tableau(
            [s for s in suivis if not s.legal],
            "Les autres indicateurs retenus",
            "grille_indicateurs_retenus",
        ),
    )


def _write_tableau(
    suivis: Sequence[IndicateurSuivi], legende: str, identifiant: str
) -> tuple[Bloc, ...]:
    if not suivis:
        return ()
    tableau = Tableau(
        legende,
        ("Indicateur", "Valeurs", "Cible", "Repères", "Qui suit, à quel rythme"),
        tuple(_write_suivi(suivi) for suivi in suivis),
        (5, 5, 4, 5, 4),
        ligne_nommee=True,
        identifiant=identifiant,
    )
    return (tableau,)


def _write_suivi(suivi: IndicateurSuivi) -> tuple[Contenu, ...]:
    qui = ", ".join(filter(None, [suivi.responsable, suivi.frequence.lower()]))
    return (
        typographie(suivi.nom),
        _write_valeurs(suivi),
        tell_cellule(". ".join(filter(None, (suivi.cible, suivi.avancement)))),
        tell_cellule(" ".join(list_lignes(suivi.reperes))),
        tell_cellule(capitalize(qui)),
    )


def _write_valeurs(suivi: IndicateurSuivi) -> Contenu:
    connue = _write_connue(suivi)
    if not connue:
        raison = f" : {suivi.absence.rstrip('.')}" if suivi.absence else ""
        return typographie(f"Non connu{raison}.")
    if suivi.depart is None:
        return connue
    depart, ensuite = Texte(typographie("Départ : ")), Texte(typographie(" Ensuite : "))
    return depart, *_write_valeur(suivi.depart), ensuite, *connue


def _write_connue(suivi: IndicateurSuivi) -> tuple[EnLigne, ...]:
    if suivi.notee:
        return (Texte(typographie(f"{suivi.notee}.")),)
    return _write_valeur(suivi.derniere) if suivi.derniere else ()


def _write_valeur(valeur: ValeurDite) -> tuple[EnLigne, ...]:
    details = f" ({valeur.details})" if valeur.details else ""
    return valeur.chiffre, Texte(typographie(f" en {valeur.annee}{details}."))


def write_gouvernance(reunions: Sequence[ReunionPrevue]) -> tuple[Bloc, ...]:
    if not reunions:
        return ()
    tableau = Tableau(
        "Qui pilote le schéma",
        ("Comité", "Ce qu’il décide ou prépare", "Qui y siège", "Quand"),
        tuple(
            (typographie(r.nom), *(tell_cellule(t) for t in (r.role, r.membres, r.quand)))
            for r in reunions
        ),
        (3, 5, 5, 3),
        ligne_nommee=True,
        identifiant="gouvernance_gouvernance_comites",
    )
    return (tableau,)


def write_calendrier(etapes: Sequence[EtapePrevue]) -> tuple[Bloc, ...]:
    if not etapes:
        return ()
    suivi = any(etape.fait for etape in etapes)
    tableau = Tableau(
        "Les étapes du schéma",
        ("Étape", "Échéance", *(("Avancement",) if suivi else ())),
        tuple(
            (
                typographie(etape.titre),
                format_date(etape.jour),
                *(("Fait" if etape.fait else "À venir",) if suivi else ()),
            )
            for etape in etapes
        ),
        (6, 3, 2) if suivi else (6, 3),
        ligne_nommee=True,
        identifiant="calendrier_calendrier_etapes",
    )
    return (tableau,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatsPublies:
    periode: str
    jour: date
    validee_par: str
    adresse: str


def write_publication(
    schemas: Sequence[SchemaPublie],
    dates: Sequence[DateAttendue],
    resultats: Sequence[ResultatsPublies] = (),
) -> tuple[Bloc, ...]:
    return (
        write_loi(
            "CCP-L2111-3.publication",
            TOUS_LES_DEUX_ANS,
            identifiant="publication_publication_loi",
        ),
        *_write_schemas(schemas),
        *_write_resultats(resultats),
        *([] if any(une.faits[:1] == (TOUS_LES_DEUX_ANS,) for une in dates) else [_write_debut()]),
        *_write_dates(dates),
    )


def _write_debut() -> Paragraphe:
    """Say from when the two years run for a scheme that is not adopted yet."""
    return Paragraphe(
        typographie(
            "Première publication des indicateurs : deux ans au plus après l’adoption, selon notre "
            "lecture. Le texte donne le rythme, sans dire de quel jour il part."
        ),
        identifiant="publication_publication_debut",
    )


def _write_schemas(schemas: Iterable[SchemaPublie]) -> Iterable[Bloc]:
    for rang, schema in enumerate(schemas, start=1):
        quoi: EnLigne = Texte(schema.titre)
        if schema.adresse:
            quoi = Lien(schema.titre, schema.adresse)
        suite = f" ({schema.precision})" if schema.precision else ""
        yield Paragraphe(
            (Texte(typographie("Schéma connu du registre : ")), quoi, Texte(f"{suite}.")),
            identifiant=f"registre_publication_schema_{rang}",
        )


def _write_resultats(resultats: Sequence[ResultatsPublies]) -> tuple[Bloc, ...]:
    if not resultats:
        return ()
    tableau = Tableau(
        "Les résultats publiés",
        ("Années", "Publiés le", "Validés par", "Où les lire"),
        tuple(
            (
                r.periode,
                format_date(r.jour),
                typographie(r.validee_par),
                (Lien(r.adresse, r.adresse),),
            )
            for r in resultats
        ),
        (2, 3, 4, 6),
        ligne_nommee=True,
        identifiant="publication_publication_resultats",
    )
    return (tableau,)


def _write_dates(dates: Sequence[DateAttendue]) -> tuple[Bloc, ...]:
    if not dates:
        return ()
    deja: set[str] = set()
    tableau = Tableau(
        "Les prochaines dates",
        ("Date", "Ce qui est attendu", "Obligation"),
        tuple(_write_date(une, deja) for une in dates),
        (3, 6, 5),
        ligne_nommee=True,
        identifiant="publication_publication_dates",
    )
    return (tableau,)


def _write_date(une: DateAttendue, deja: set[str]) -> tuple[str, str, Contenu]:
    """Return a row; the texts that set its day are in its notes, each once in the table."""
    neufs = [fait for fait in une.faits if fait not in deja]
    deja.update(neufs)
    obligation: tuple[EnLigne, ...] = (Texte(typographie(une.nom)), *write_notes(neufs))
    return format_date(une.jour), typographie(une.texte), obligation
