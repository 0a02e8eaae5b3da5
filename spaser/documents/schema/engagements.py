"""What a scheme commits to: the plan, indicators and targets, how it is steered and published."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.documents import document
from spaser.documents.bilan.donnees import tell_reperes
from spaser.documents.francais import capitalize, format_date, typographie
from spaser.documents.schema.cadre import tell_cellule, write_loi, write_notes
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
        document.Fiche(
            typographie(f"{action.code} – {action.titre}"),
            tuple(_list_champs(action, textes)),
            identifiant=f"plan_fiches_{name_code(action.code)}",
        )
        for action, textes in actions
    )


def write_etapes(actions: Sequence[ActionEcrite], jour: date) -> tuple[document.Bloc, ...]:
    lignes = sorted(_list_dates(actions), key=lambda ligne: ligne[0])
    if not lignes:
        return ()
    return (
        document.Tableau(
            "Calendrier des actions",
            ("Quand", "Ce qui est prévu", "Action", "Pilote"),
            tuple(
                (
                    typographie(quand.libelle + (" (passé)" if quand.fin < jour else "")),
                    typographie(quoi),
                    typographie(f"{action.code} – {action.titre}"),
                    tell_cellule(action.pilote),
                )
                for quand, quoi, action in lignes
            ),
            (3, 6, 6, 4),
            identifiant="plan_calendrier_actions",
        ),
    )


def _write_axe(axe: AxeEcrit, rubrique: str) -> Iterator[document.Bloc]:
    base = f"plan_{rubrique}_{name_code(axe.code)}"
    if axe.texte:
        yield document.Paragraphe(typographie(axe.texte), identifiant=f"{base}_texte")
    if not axe.actions:
        return
    yield document.Tableau(
        typographie(f"{axe.titre} : les actions"),
        ("Action", "Objectif", "Pilote", "Échéance", "Indicateurs"),
        tuple(_write_action(action) for action in axe.actions),
        (6, 4, 3, 3, 5),
        ligne_nommee=True,
        identifiant=base,
    )


def _write_action(action: ActionEcrite) -> tuple[document.Contenu, ...]:
    return (
        typographie(f"{action.code} – {action.titre}"),
        tell_cellule(action.objectif),
        tell_cellule(action.pilote),
        tell_cellule(action.quand),
        tell_cellule(" ; ".join(action.indicateurs)),
    )


def _list_champs(
    action: ActionEcrite, textes: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, document.Contenu]]:
    etapes = " ; ".join(_tell_etape(etape) for etape in action.etapes)
    champs = (
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
    for titre, texte in champs:
        if texte:
            yield titre, (document.Texte(typographie(texte)),)


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


def write_indicateurs(suivis: Sequence[IndicateurSchema]) -> tuple[document.Bloc, ...]:
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
    suivis: Sequence[IndicateurSchema], legende: str, identifiant: str
) -> tuple[document.Bloc, ...]:
    if not suivis:
        return ()
    tableau = document.Tableau(
        legende,
        ("Indicateur", "Valeurs", "Cible", "Repères", "Qui suit, à quel rythme"),
        tuple(_write_suivi(suivi) for suivi in suivis),
        (5, 5, 4, 5, 4),
        ligne_nommee=True,
        identifiant=identifiant,
    )
    return (tableau,)


def _write_suivi(suivi: IndicateurSchema) -> tuple[document.Contenu, ...]:
    qui = ", ".join(filter(None, [suivi.responsable, suivi.frequence.lower()]))
    return (
        typographie(suivi.nom),
        _write_valeurs(suivi),
        tell_cellule(". ".join(filter(None, (suivi.cible, suivi.avancement)))),
        tell_cellule(" ".join(tell_reperes(suivi.reperes))),
        tell_cellule(capitalize(qui)),
    )


def _write_valeurs(suivi: IndicateurSchema) -> document.Contenu:
    connue = _write_connue(suivi)
    if not connue:
        raison = f" : {suivi.absence.rstrip('.')}" if suivi.absence else ""
        return typographie(f"Non connu{raison}.")
    if suivi.depart is None:
        return connue
    depart, ensuite = (
        document.Texte(typographie("Départ : ")),
        document.Texte(typographie(" Ensuite : ")),
    )
    return depart, *_write_valeur(suivi.depart), ensuite, *connue


def _write_connue(suivi: IndicateurSchema) -> tuple[document.EnLigne, ...]:
    if suivi.notee:
        return (document.Texte(typographie(f"{suivi.notee}.")),)
    return _write_valeur(suivi.derniere) if suivi.derniere else ()


def _write_valeur(valeur: ValeurDite) -> tuple[document.EnLigne, ...]:
    details = f" ({valeur.details})" if valeur.details else ""
    return valeur.chiffre, document.Texte(typographie(f" en {valeur.annee}{details}."))


def write_gouvernance(reunions: Sequence[ReunionPrevue]) -> tuple[document.Bloc, ...]:
    if not reunions:
        return ()
    tableau = document.Tableau(
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


def write_calendrier(etapes: Sequence[EtapePrevue]) -> tuple[document.Bloc, ...]:
    if not etapes:
        return ()
    suivi = any(etape.fait for etape in etapes)
    tableau = document.Tableau(
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
) -> tuple[document.Bloc, ...]:
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


def _write_debut() -> document.Paragraphe:
    """Say from when the two years run for a scheme that is not adopted yet."""
    return document.Paragraphe(
        typographie(
            "Première publication des indicateurs : deux ans au plus après l’adoption, selon notre "
            "lecture. Le texte donne le rythme, sans dire de quel jour il part."
        ),
        identifiant="publication_publication_debut",
    )


def _write_schemas(schemas: Iterable[SchemaPublie]) -> Iterable[document.Bloc]:
    for rang, schema in enumerate(schemas, start=1):
        quoi: document.EnLigne = document.Texte(schema.titre)
        if schema.adresse:
            quoi = document.Lien(schema.titre, schema.adresse)
        suite = f" ({schema.precision})" if schema.precision else ""
        yield document.Paragraphe(
            (
                document.Texte(typographie("Schéma connu du registre : ")),
                quoi,
                document.Texte(f"{suite}."),
            ),
            identifiant=f"registre_publication_schema_{rang}",
        )


def _write_resultats(resultats: Sequence[ResultatsPublies]) -> tuple[document.Bloc, ...]:
    if not resultats:
        return ()
    tableau = document.Tableau(
        "Les résultats publiés",
        ("Années", "Publiés le", "Validés par", "Où les lire"),
        tuple(
            (
                r.periode,
                format_date(r.jour),
                typographie(r.validee_par),
                (document.Lien(r.adresse, r.adresse),),
            )
            for r in resultats
        ),
        (2, 3, 4, 6),
        ligne_nommee=True,
        identifiant="publication_publication_resultats",
    )
    return (tableau,)


def _write_dates(dates: Sequence[DateAttendue]) -> tuple[document.Bloc, ...]:
    if not dates:
        return ()
    deja: set[str] = set()
    tableau = document.Tableau(
        "Les prochaines dates",
        ("Date", "Ce qui est attendu", "Obligation"),
        tuple(_write_date(une, deja) for une in dates),
        (3, 6, 5),
        ligne_nommee=True,
        identifiant="publication_publication_dates",
    )
    return (tableau,)


def _write_date(une: DateAttendue, deja: set[str]) -> tuple[str, str, document.Contenu]:
    """Return a row; the texts that set its day are in its notes, each once in the table."""
    neufs = [fait for fait in une.faits if fait not in deja]
    deja.update(neufs)
    obligation: tuple[document.EnLigne, ...] = (
        document.Texte(typographie(une.nom)),
        *write_notes(neufs),
    )
    return format_date(une.jour), typographie(une.texte), obligation


# --- How the scheme was prepared: the approach, who took part, what was done and when ---


@dataclass(frozen=True, slots=True)
class EtapeFaite:
    jour: date
    texte: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What is known of the preparation; nothing is supposed.

    `participants` are sentences on who took part.
    """

    approche: str = ""
    resume: str = ""
    raison: str = ""
    participants: tuple[str, ...] = ()
    etapes: Sequence[EtapeFaite] = ()


def write_methode(preparation: Preparation) -> tuple[document.Bloc, ...]:
    return tuple(_write(preparation))


def _write(p: Preparation) -> Iterator[document.Bloc]:
    if p.approche:
        texte = typographie(f" {p.resume}")
        yield document.Paragraphe(
            (
                document.Texte(typographie(f"Approche retenue : {p.approche}."), fort=True),
                document.Texte(texte),
            ),
            identifiant="approche_methode_choix",
        )
    if p.raison:
        texte = typographie(f"Pourquoi : {p.raison.rstrip('. ')}.")
        yield document.Paragraphe(texte, identifiant="approche_methode_raison")
    if p.participants:
        yield document.Paragraphe(
            (document.Texte("Qui a participé", fort=True),), identifiant="approche_methode_qui"
        )
        yield document.Liste(
            tuple(typographie(texte) for texte in p.participants),
            identifiant="approche_methode_voix",
        )
    if p.etapes:
        yield document.Tableau(
            "Ce qui a été fait",
            ("Jour", "Étape"),
            tuple(
                (format_date(etape.jour), typographie(capitalize(etape.texte)))
                for etape in sorted(p.etapes, key=lambda etape: etape.jour)
            ),
            (3, 9),
            identifiant="approche_methode_etapes",
        )
