"""A diagnosis on paper and in a spreadsheet: its score, its rubrics, its next steps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.documents import document
from spaser.documents.dessins import Legende
from spaser.documents.dessins_engagements import Barre, draw_barres, draw_jauge, place_part
from spaser.documents.francais import (
    enumerate_mots,
    format_moyenne,
    format_nombre,
    pluriel,
    typographie,
)
from spaser.documents.onglets import Cellule, Notice, Onglet
from spaser.regles.autodiagnostic import Repartition, Score
from spaser.regles.conclusions import BilanRubrique, ResultatDiagnostic, Suite

NON_CONNU: Final = "non connu"
SANS_ANALYSE: Final = (
    "Toutes les questions n’ont pas leur réponse : cette rubrique n’est pas analysée."
)
_ENTETES: Final = ("Mesure", "Valeur", "Au plus bas", "Au plus haut")
_GAUCHE: Final = 84  # room for « Organisation », or for « 24/11/2026 »


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadre:
    """What is known around a result: whose, of which day, what was settled.

    `notes` is where a level comes from when people talked about it, by question.
    """

    titre: str
    sous_titre: str
    jour: date
    mention: str
    reserve: str = ""
    notes: Mapping[str, str] | None = None


def tell_score(valeur: float | None) -> str:
    """Write 48,75, 62,5 or 50; nothing when there is no score."""
    if valeur is None:
        return ""
    return format_moyenne(valeur) if round(valeur, 1) == valeur else format_nombre(valeur, 2)


def draw_rubrique(bilan: BilanRubrique) -> str:
    """Draw a rubric's score; what its missing answers leave open is hatched."""
    barre = make_barre(bilan.rubrique.libelle, bilan.score)
    dit = f"{tell_score(bilan.score.valeur) or NON_CONNU} sur 100"
    jauge = place_part(barre.annee, (barre.bas, barre.valeur, barre.haut), dit)
    return draw_jauge(f"g-{bilan.rubrique.code}", jauge)


def make_barre(nom: str, score: Score) -> Barre:
    """Return a score as a bar; hatched from what it would be at worst to what at best."""
    if score.valeur is None:
        return Barre(nom, NON_CONNU, note=NON_CONNU)
    return Barre(
        nom, tell_score(score.valeur), score.valeur / 100, score.bas / 100, score.haut / 100
    )


def describe_scores(scores: Sequence[tuple[str, Score]]) -> str:
    return typographie(" ".join(f"{nom} : {tell_bornes_score(score)}." for nom, score in scores))


def draw_scores(identifiant: str, titre: str, scores: Sequence[tuple[str, Score]]) -> str:
    barres = [make_barre(nom, score) for nom, score in scores]
    return draw_barres(Legende(identifiant, titre, describe_scores(scores)), barres, _GAUCHE, 1.0)


def tell_bornes_score(score: Score) -> str:
    if score.valeur is None:
        return NON_CONNU
    if score.est_complet:
        return f"{tell_score(score.valeur)} sur 100"
    bornes = f"entre {tell_score(score.bas)} et {tell_score(score.haut)}"
    return f"{tell_score(score.valeur)} sur 100, {bornes}"


def write_document_diagnostic(bilan: ResultatDiagnostic, cadre: Cadre) -> document.Document:
    return document.Document(
        titre=cadre.titre,
        sous_titre=cadre.sous_titre,
        jour=cadre.jour,
        mention=cadre.mention,
        blocs=tuple(_list_essentiel(bilan, cadre)),
        sections=(
            _write_rubriques(bilan),
            *_list_suites(bilan),
            _write_reponses(bilan, cadre),
            _write_methode(bilan),
        ),
    )


def _list_essentiel(bilan: ResultatDiagnostic, cadre: Cadre) -> Iterator[document.Paragraphe]:
    yield document.Paragraphe(typographie(_tell_essentiel(bilan)), en_avant=True)
    if bilan.profil:
        yield document.Paragraphe(bilan.profil.analyse)
        yield document.Paragraphe(bilan.profil.conseil)
    if cadre.reserve:
        yield document.Paragraphe(cadre.reserve)


def _write_methode(bilan: ResultatDiagnostic) -> document.Section:
    texte = (
        f"{bilan.questionnaire.source} Version {bilan.questionnaire.version} du questionnaire. "
        "Un score est la somme des niveaux, de 0 à 4, rapportée au plus haut total possible."
    )
    return document.Section("Méthode", (document.Paragraphe(texte),))


def _tell_essentiel(bilan: ResultatDiagnostic) -> str:
    score = bilan.score
    noms = [profil.libelle for profil in bilan.profils]
    phrases = [f"Score : {tell_bornes_score(score)}."]
    if noms:
        suite = "" if bilan.profil else ", selon les réponses qui manquent"
        phrases.append(f"Profil : {' ou '.join(noms)}{suite}.")
    phrases.append(f"{pluriel(score.repondues, 'réponse')} sur {score.questions}.")
    if bilan.profil and not bilan.profil.du_programme:
        phrases.append("Le nom de ce profil est le nôtre.")
    phrases.append("Les seuils entre profils sont les nôtres.")
    return " ".join(phrases)


def write_scores(
    bilan: ResultatDiagnostic, titre: str, nom: str
) -> tuple[document.Figure, document.Tableau]:
    """Return the score of each rubric, as a picture that `nom` tells apart, then as a table."""
    scores = [(b.rubrique.libelle, b.score) for b in bilan.rubriques]
    figure = document.Figure(
        svg=draw_scores(nom, "Score par rubrique", scores),
        alt=describe_scores(scores),
        legende=f"{titre}. La partie hachurée n’est pas connue.",
    )
    tableau = document.Tableau(
        legende="Score de chaque rubrique",
        entetes=("Rubrique", "Score sur 100", "Points", "Réponses"),
        lignes=tuple(
            (
                nom,
                tell_score(score.valeur) or NON_CONNU,
                f"{score.points} sur {score.maximum}",
                f"{score.repondues} sur {score.questions}",
            )
            for nom, score in scores
        ),
        ligne_nommee=True,
    )
    return figure, tableau


def _write_rubriques(bilan: ResultatDiagnostic) -> document.Section:
    analyses = tuple(
        document.Section(b.rubrique.libelle, (document.Paragraphe(b.analyse or SANS_ANALYSE),))
        for b in bilan.rubriques
    )
    scores = write_scores(bilan, "Score par rubrique, sur 100", "rubriques")
    return document.Section("Par rubrique", scores, analyses)


def _write_suite(suite: Suite) -> str:
    pas, lecon = suite.proposition, suite.lecon
    apprendre = f" Pour apprendre : « {lecon.titre} », {lecon.duree} minutes." if lecon else ""
    return typographie(f"{pas.libelle} ({pas.reference}). {pas.raison}{apprendre}")


def _list_suites(bilan: ResultatDiagnostic) -> Iterator[document.Section]:
    forces = tuple(reponse.question.force for reponse in bilan.forces)
    aucune = document.Paragraphe("Aucune réponse n’atteint encore le niveau 3.")
    yield document.Section("Points forts", (document.Liste(forces) if forces else aucune,))
    suites = tuple(_write_suite(suite) for suite in bilan.suites)
    rien = document.Paragraphe("Rien n’est proposé.")
    yield document.Section(
        "Et ensuite", (document.Liste(suites, ordonnee=True) if suites else rien,)
    )
    orientation = bilan.recommandation.orientation
    if orientation:
        conseil = document.Paragraphe(f"{orientation.approche.libelle}. {orientation.raison}")
        yield document.Section("Approche conseillée", (conseil,))


def _write_reponses(bilan: ResultatDiagnostic, cadre: Cadre) -> document.Section:
    notes = cadre.notes or {}
    entetes = ("Question", "Niveau", "En mots")
    tableaux = [
        document.Tableau(
            legende=f"Réponses, {b.rubrique.libelle.lower()}",
            entetes=(*entetes, "Écarts et raison") if notes else entetes,
            lignes=tuple(
                (
                    r.question.intitule,
                    NON_CONNU if r.niveau is None else str(r.niveau),
                    r.texte,
                    *([notes.get(r.question.code, "")] if notes else []),
                )
                for r in b.reponses
            ),
            largeurs=(4, 2, 6, 4) if notes else (4, 2, 6),
            ligne_nommee=True,
        )
        for b in bilan.rubriques
    ]
    return document.Section(
        "Réponses",
        sections=tuple(
            document.Section(b.rubrique.libelle, (tableau,))
            for b, tableau in zip(bilan.rubriques, tableaux, strict=True)
        ),
    )


def tell_repartition(repartition: Repartition) -> str:
    """Say how answers spread: « 2 au niveau 1 ; 1 au niveau 3 ; 1 sans réponse »."""
    morceaux = [
        f"{nombre} au niveau {niveau}"
        for niveau, nombre in enumerate(repartition.nombres)
        if nombre
    ]
    if repartition.sans_reponse:
        morceaux.append(f"{repartition.sans_reponse} sans réponse")
    return typographie(" ; ".join(morceaux))


def list_onglets_diagnostic(bilan: ResultatDiagnostic, cadre: Cadre) -> list[Onglet]:
    notes = cadre.notes or {}
    return [
        Onglet("Résultat", _ENTETES, _rows(bilan, cadre)),
        Onglet(
            "Réponses",
            ("Rubrique", "Question", "Niveau", "En mots", "Écarts et raison"),
            [
                (b.rubrique.libelle, r.question.intitule, r.niveau, r.texte,
                 notes.get(r.question.code, ""))
                for b in bilan.rubriques
                for r in b.reponses
            ],
        ),
        Onglet(
            "Et ensuite",
            ("Nature", "Code", "Proposition", "Raison", "Réponse"),
            [
                (s.proposition.nature.libelle, s.proposition.code, s.proposition.libelle,
                 s.proposition.raison, s.reponse.texte)
                for s in bilan.suites
            ],
        ),
    ]  # fmt: skip


def write_notice(bilan: ResultatDiagnostic, cadre: Cadre) -> Notice:
    return Notice(
        cadre.titre,
        (
            ("Diagnostic", cadre.mention),
            ("Date", cadre.jour),
            ("Version du questionnaire", bilan.questionnaire.version),
            ("Score", "Sur 100. Au plus bas, au plus haut : selon les questions sans réponse."),
            ("Réserve", cadre.reserve or None),
        ),
    )


def _rows(bilan: ResultatDiagnostic, cadre: Cadre) -> Iterator[tuple[Cellule, ...]]:
    score = bilan.score
    yield ("Autodiagnostic", cadre.sous_titre, None, None)
    yield ("Date", cadre.jour, None, None)
    yield ("Version du questionnaire", bilan.questionnaire.version, None, None)
    yield ("Réponses", score.repondues, None, None)
    yield ("Questions", score.questions, None, None)
    yield ("Score sur 100", score.valeur, score.bas, score.haut)
    yield ("Profil", enumerate_mots([profil.libelle for profil in bilan.profils]), None, None)
    for b in bilan.rubriques:
        yield (b.rubrique.libelle, b.score.valeur, b.score.bas, b.score.haut)
