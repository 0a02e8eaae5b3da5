"""What a scheme commits to: the plan, indicators and targets, how it is steered and published."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.documents import document
from spaser.documents.bilan.donnees import tell_reperes
from spaser.documents.francais import capitalize, format_date, typographie
from spaser.documents.publication import Parution
from spaser.documents.schema.cadre import write_loi, write_notes
from spaser.regles.nomenclatures import DatePartielle
from spaser.regles.reperes import Repere, tell_lecture

# --- Part 2 of a scheme, once there is a plan: axes, actions, a sheet an action, their steps ---


@dataclass(frozen=True, slots=True, kw_only=True)
class EtapeEcrite:
    """A step: its words, when it is due, whether it is done."""

    titre: str
    quand: DatePartielle | None = None
    faite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionEcrite:
    """An action as a document prints it; what is unknown is empty.

    A text sent to the vote is frozen in these words: they do not move with a column.
    """

    code: str
    titre: str
    axe: str = ""
    objectif: str = ""
    description: str = ""
    resultat: str = ""
    pilote: str = ""
    contributeurs: tuple[str, ...] = ()
    debut: DatePartielle | None = None
    fin: DatePartielle | None = None
    etat: str = ""
    est_faite: bool = False
    avancement: str = ""
    etapes: tuple[EtapeEcrite, ...] = ()
    familles: tuple[str, ...] = ()
    moyens: tuple[str, ...] = ()
    budget: Decimal | None = None
    politiques: tuple[str, ...] = ()
    indicateurs: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    preuves: tuple[str, ...] = ()
    commentaire: str = ""

    @property
    def nom(self) -> str:
        return f"{self.code} – {self.titre}"

    @property
    def quand(self) -> str:
        if self.debut and self.fin:
            return f"{self.debut.libelle} – {self.fin.libelle}"
        if self.fin:
            return self.fin.libelle
        return f"à partir de {self.debut.libelle}" if self.debut else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectifEcrit:
    titre: str
    texte: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AxeEcrit:
    """An axis: its code, its words, its objectives, its actions in order."""

    code: str
    titre: str
    texte: str = ""
    objectifs: tuple[ObjectifEcrit, ...] = ()
    actions: tuple[ActionEcrite, ...] = ()


def write_axes(axes: Sequence[AxeEcrit], rubrique: str) -> tuple[document.Bloc, ...]:
    """Return each axis with the table of its actions; `rubrique` names their blocks."""
    return tuple(bloc for axe in axes for bloc in _write_axe(axe, rubrique))


def write_fiches(
    actions: Iterable[tuple[ActionEcrite, Sequence[tuple[str, str]]]],
) -> tuple[document.Bloc, ...]:
    """Return a sheet an action; beside it, the texts that stand there under their titles."""
    return tuple(
        document.write_champs(
            action.nom, _list_champs(action, textes), f"plan_fiches_{name_code(action.code)}"
        )
        for action, textes in actions
    )


def write_etapes(actions: Sequence[ActionEcrite], jour: date) -> tuple[document.Bloc, ...]:
    dates = sorted(_list_dates(actions), key=lambda date: date[0])
    return document.write_tableau(
        "Calendrier des actions",
        {"Quand": 3, "Ce qui est prévu": 6, "Action": 6, "Pilote": 4},
        (
            (f"{quand.libelle}{' (passé)' * (quand.fin < jour)}", quoi, action.nom, action.pilote)
            for quand, quoi, action in dates
        ),
        "plan_calendrier_actions",
        ligne_nommee=False,
    )


def _write_axe(axe: AxeEcrit, rubrique: str) -> Iterator[document.Bloc]:
    base = f"plan_{rubrique}_{name_code(axe.code)}"
    yield from document.write_paragraphe(axe.texte, f"{base}_texte")
    yield from document.write_tableau(
        f"{axe.titre} : les actions",
        {"Action": 6, "Objectif": 4, "Pilote": 3, "Échéance": 3, "Indicateurs": 5},
        ((a.nom, a.objectif, a.pilote, a.quand, " ; ".join(a.indicateurs)) for a in axe.actions),
        base,
    )


def _list_champs(
    action: ActionEcrite, textes: Sequence[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    etapes = " ; ".join(_tell_etape(etape) for etape in action.etapes)
    return (
        ("Axe", " › ".join(filter(None, [action.axe, action.objectif]))),
        *textes,
        ("Pilote", action.pilote),
        ("Contributeurs", " ; ".join(action.contributeurs)),
        ("Calendrier", action.quand),
        ("Étapes", etapes),
        ("Où on en est", " ".join(filter(None, [action.etat, action.avancement]))),
        ("Preuves", " ; ".join(action.preuves)),
        ("Familles d’achat", " ; ".join(action.familles)),
        ("Moyens", " ; ".join(action.moyens)),
        ("Indicateurs", " ; ".join(action.indicateurs)),
        ("Politiques et plans liés", " ; ".join(action.politiques)),
        ("Obligations", " ; ".join(action.obligations)),
        ("Remarques", action.commentaire),
    )


def _tell_etape(etape: EtapeEcrite) -> str:
    quand = f" ({etape.quand.libelle})" if etape.quand else ""
    return f"{etape.titre}{quand}{', faite' if etape.faite else ''}"


def _list_dates(
    actions: Sequence[ActionEcrite],
) -> Iterator[tuple[DatePartielle, str, ActionEcrite]]:
    for action in actions:
        for etape in action.etapes:
            if etape.quand and not etape.faite:
                yield etape.quand, etape.titre, action
        if action.fin:
            yield action.fin, "Fin de l’action", action


def name_code(code: str) -> str:
    """Return a code of the plan, ours or the buyer's own (« 1.1 »), as a document names a part."""
    return re.sub("[^A-Za-z0-9]", "_", code)


# --- Part 3 of a scheme: indicators and targets, governance, calendar, publication ---


TOUS_LES_DEUX_ANS: Final = "CCP-L2111-3.indicateurs"
"""The text that gives its rhythm to the publication of results."""

# From when the two years run for a scheme that is not adopted yet.
_DEBUT: Final = (
    "Première publication des indicateurs : deux ans au plus après l’adoption, selon notre "
    "lecture. Le texte donne le rythme, sans dire de quel jour il part."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurDite:
    """A value of a year; `details` are its bounds and what it was counted on.

    One that the site does not compute is plain text.
    """

    chiffre: document.Chiffre | document.Texte
    annee: int
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicateurSchema:
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
class DateAttendue:
    """A day to come, what it brings, the duty that sets it and the facts that this one rests on."""

    jour: date
    texte: str
    nom: str
    faits: tuple[str, ...] = ()


def write_indicateurs(suivis: Sequence[IndicateurSchema]) -> tuple[document.Bloc, ...]:
    return (
        write_loi(
            "CCP-L2111-3.indicateurs", "CCP-L2111-3.cibles", identifiant="grille_indicateurs_loi"
        ),
        *_write_tableau(
            [s for s in suivis if s.legal],
            f"Les quatre chiffres du schéma, {tell_lecture()}",
            "grille_indicateurs_legaux",
        ),
        *_write_tableau(
            [s for s in suivis if not s.legal],
            "Les autres indicateurs retenus",
            "grille_indicateurs_retenus",
        ),
    )


def _write_tableau(
    suivis: Sequence[IndicateurSchema], legende: str, identifiant: str
) -> tuple[document.Bloc, ...]:
    return document.write_tableau(
        legende,
        {"Indicateur": 5, "Valeurs": 5, "Cible": 4, "Repères": 5, "Qui suit, à quel rythme": 4},
        (
            (
                s.nom,
                _write_valeurs(s),
                ". ".join(filter(None, (s.cible, s.avancement))),
                " ".join(tell_reperes(s.reperes)),
                capitalize(", ".join(filter(None, (s.responsable, s.frequence.lower())))),
            )
            for s in suivis
        ),
        identifiant,
    )


def _write_valeurs(suivi: IndicateurSchema) -> document.Contenu:
    connue: tuple[document.EnLigne, ...] = ()
    if suivi.notee:
        connue = (document.Texte(typographie(f"{suivi.notee}.")),)
    elif suivi.derniere:
        connue = _write_valeur(suivi.derniere)
    if not connue:
        raison = f" : {suivi.absence.rstrip('.')}" if suivi.absence else ""
        return typographie(f"Non connu{raison}.")
    if suivi.depart is None:
        return connue
    depart, ensuite = (document.Texte(typographie(t)) for t in ("Départ : ", " Ensuite : "))
    return depart, *_write_valeur(suivi.depart), ensuite, *connue


def _write_valeur(valeur: ValeurDite) -> tuple[document.EnLigne, ...]:
    details = f" ({valeur.details})" if valeur.details else ""
    return valeur.chiffre, document.Texte(typographie(f" en {valeur.annee}{details}."))


def write_gouvernance(reunions: Sequence[ReunionPrevue]) -> tuple[document.Bloc, ...]:
    return document.write_tableau(
        "Qui pilote le schéma",
        {"Comité": 3, "Ce qu’il décide ou prépare": 5, "Qui y siège": 5, "Quand": 3},
        ((r.nom, r.role, r.membres, r.quand) for r in reunions),
        "gouvernance_gouvernance_comites",
    )


def write_calendrier(etapes: Sequence[EtapePrevue]) -> tuple[document.Bloc, ...]:
    suivi = any(etape.fait for etape in etapes)
    return document.write_tableau(
        "Les étapes du schéma",
        {"Étape": 6, "Échéance": 3} | ({"Avancement": 2} if suivi else {}),
        (
            (e.titre, format_date(e.jour), *(("Fait" if e.fait else "À venir",) if suivi else ()))
            for e in etapes
        ),
        "calendrier_calendrier_etapes",
    )


def write_publication(
    schemas: Iterable[tuple[document.Lien, str]],
    dates: Sequence[DateAttendue],
    resultats: Mapping[str, Parution] = {},
) -> tuple[document.Bloc, ...]:
    """Return what was published and what is due.

    `schemas` are those that the register knows: the link to their text, what they are. `resultats`
    are those of a space, by their years.
    """
    adopte = any(une.faits[:1] == (TOUS_LES_DEUX_ANS,) for une in dates)
    deja: set[str] = set()
    return (
        write_loi(
            "CCP-L2111-3.publication",
            TOUS_LES_DEUX_ANS,
            identifiant="publication_publication_loi",
        ),
        *_write_schemas(schemas),
        *_write_resultats(resultats),
        *document.write_paragraphe("" if adopte else _DEBUT, "publication_publication_debut"),
        *document.write_tableau(
            "Les prochaines dates",
            {"Date": 3, "Ce qui est attendu": 6, "Obligation": 5},
            (_write_date(une, deja) for une in dates),
            "publication_publication_dates",
        ),
    )


def _write_schemas(
    schemas: Iterable[tuple[document.Lien, str]],
) -> Iterator[document.Paragraphe]:
    debut = document.Texte(typographie("Schéma connu du registre : "))
    for rang, (lien, precision) in enumerate(schemas, start=1):
        suite = document.Texte(f" ({precision})." if precision else ".")
        yield document.Paragraphe(
            (debut, lien, suite), identifiant=f"registre_publication_schema_{rang}"
        )


def _write_resultats(resultats: Mapping[str, Parution]) -> tuple[document.Bloc, ...]:
    return document.write_tableau(
        "Les résultats publiés",
        {"Années": 2, "Publiés le": 3, "Validés par": 4, "Où les lire": 6},
        (
            (
                annees,
                format_date(p.publiee_le) if p.publiee_le else "",
                p.validee_par,
                (document.Lien(p.adresse, p.adresse),),
            )
            for annees, p in resultats.items()
        ),
        "publication_publication_resultats",
    )


def _write_date(une: DateAttendue, deja: set[str]) -> tuple[str, str, document.Contenu]:
    """Return a row; the texts that set its day are in its notes, each once in the table."""
    neufs = [fait for fait in une.faits if fait not in deja]
    deja.update(neufs)
    obligation: tuple[document.EnLigne, ...] = (
        document.Texte(typographie(une.nom)),
        *write_notes(neufs),
    )
    return format_date(une.jour), une.texte, obligation


# --- How the scheme was prepared: the approach, who took part, what was done and when ---


def write_methode(
    approche: str,
    resume: str,
    raison: str,
    participants: Sequence[str],
    etapes: Iterable[tuple[date, str]],
) -> tuple[document.Bloc, ...]:
    """Return what is known of the preparation, nothing supposed.

    `participants` are sentences on who took part, `etapes` what was done, with its day.
    """
    blocs: list[document.Bloc] = []
    if approche:
        blocs.append(
            document.Paragraphe(
                (
                    document.Texte(typographie(f"Approche retenue : {approche}."), fort=True),
                    document.Texte(typographie(f" {resume}")),
                ),
                identifiant="approche_methode_choix",
            )
        )
    pourquoi = f"Pourquoi : {raison.rstrip('. ')}." if raison else ""
    blocs += document.write_paragraphe(pourquoi, "approche_methode_raison")
    if participants:
        voix = tuple(map(typographie, participants))
        blocs += document.write_paragraphe("Qui a participé", "approche_methode_qui", fort=True)
        blocs.append(document.Liste(voix, identifiant="approche_methode_voix"))
    blocs += document.write_tableau(
        "Ce qui a été fait",
        {"Jour": 3, "Étape": 9},
        (
            (format_date(jour), capitalize(fait))
            for jour, fait in sorted(etapes, key=lambda etape: etape[0])
        ),
        "approche_methode_etapes",
        ligne_nommee=False,
    )
    return tuple(blocs)
