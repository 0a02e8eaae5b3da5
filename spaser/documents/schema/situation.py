"""Where the buyer is: the four figures, their years, its diagnosis, what is strong and missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import msgspec

from spaser.documents.autodiagnostic import describe_scores, draw_scores, tell_score
from spaser.documents.document import (
    Bloc,
    Chiffre,
    Contenu,
    Figure,
    Paragraphe,
    Tableau,
    Texte,
)
from spaser.documents.francais import capitalize, format_date, pluriel, typographie
from spaser.documents.lecture import NON_CONNU
from spaser.documents.reperes import BASES_DIFFERENTES, name_repere, tell_repere
from spaser.documents.schema.textes import write_chiffre
from spaser.documents.tendance import Point, Tendance, count_absentes, write_tendance
from spaser.metier.autodiagnostic.questionnaire import NIVEAU_MAX
from spaser.metier.autodiagnostic.resultat import ReponseQuestion, ResultatDiagnostic
from spaser.metier.autodiagnostic.sujets import load_sujets_de_questions
from spaser.metier.loi import tell_lecture
from spaser.metier.reperes import Repere

FORCES_MAX: Final = 6
ANNEES_MAX: Final = 8
_SANS_LISTE: Final = "La liste des fournisseurs concernés n’a pas été lue"


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneChiffree:
    """A figure of the law: what it is, what it was counted on, what stands beside it, its years.

    `chiffre` is None when nothing is known: `absence` says why. `autres` are the same counted
    on something else. Its years were counted `annees_sur` (« sur les marchés publiés »), from
    `source`.
    """

    code: str
    nom: str
    chiffre: Chiffre | None
    compte_sur: str = ""  # « sur les marchés publiés »
    details: str = ""
    absence: str = ""
    autres: tuple[tuple[Chiffre, str], ...] = ()
    reperes: tuple[Repere, ...] = ()
    tendance: Tendance | None = None
    annees_sur: str = ""
    source: str = ""


def write_chiffres(
    lignes: Sequence[LigneChiffree], annee: int | None, sources: Sequence[str], precision: str
) -> tuple[Bloc, ...]:
    if annee is None:
        return ()
    tableau = Tableau(
        typographie(f"Les quatre chiffres du schéma, {annee} ({tell_lecture()})"),
        ("Chiffre", "Valeur", "Compté", "Détail et fourchette"),
        tuple(
            (typographie(ligne.nom), _print(ligne), ligne.compte_sur or "–", _count(ligne))
            for ligne in lignes
        ),
        (5, 2, 4, 6),
        ligne_nommee=True,
        identifiant="diagnostic_situation_chiffres",
    )
    return (
        tableau,
        *_write_sources(sources, precision),
        *_write_reperes(lignes),
        *(bloc for ligne in lignes for bloc in _write_annees(ligne)),
    )


def _write_sources(sources: Sequence[str], precision: str) -> Iterator[Paragraphe]:
    phrases = [f"Sources : {' ; '.join(map(_lower, sources))}."] if sources else []
    texte = " ".join(filter(None, (*phrases, precision)))
    if texte:
        yield Paragraphe(typographie(texte), identifiant="diagnostic_situation_sources")


def _lower(texte: str) -> str:
    return texte[:1].lower() + texte[1:]


def _print(ligne: LigneChiffree) -> Contenu:
    return (ligne.chiffre,) if ligne.chiffre else capitalize(NON_CONNU)


def _count(ligne: LigneChiffree) -> Contenu:
    """Say what a figure counts, and what else it is when counted otherwise."""
    if ligne.chiffre is None:
        return typographie(f"{capitalize(ligne.absence).rstrip('.') or _SANS_LISTE}.")
    morceaux: list[Texte | Chiffre] = [Texte(typographie(ligne.details))]
    for rang, (chiffre, quoi) in enumerate(ligne.autres):
        avant = ", " if rang else " À côté : "
        morceaux += [Texte(typographie(avant)), chiffre, Texte(typographie(f" {quoi}"))]
    if ligne.autres:
        morceaux.append(Texte("."))
    return tuple(morceaux)


def _write_reperes(lignes: Sequence[LigneChiffree]) -> Iterator[Bloc]:
    rangees = [
        (
            typographie(ligne.nom),
            f"{name_repere(repere)} {tell_repere(repere)}",
            _base(repere),
        )
        for ligne in lignes
        for repere in ligne.reperes
        if not repere.partiel
    ]
    if not rangees:
        return
    yield Tableau(
        "À rapprocher de",
        ("Chiffre", "Repère", "Compté sur"),
        tuple(rangees),
        (4, 4, 6),
        ligne_nommee=True,
        identifiant="diagnostic_situation_reperes",
    )
    yield Paragraphe(BASES_DIFFERENTES, identifiant="diagnostic_situation_bases")


def _base(repere: Repere) -> str:
    return typographie(" ".join(filter(None, (repere.base, repere.reserve))) or "–")


def _write_annees(ligne: LigneChiffree) -> Iterator[Bloc]:
    tendance = ligne.tendance and replace(
        ligne.tendance, points=ligne.tendance.points[-ANNEES_MAX:]
    )
    solides = (
        [p for p in tendance.points if p.valeur is not None and not p.fragile] if tendance else []
    )
    if tendance is None or len(solides) < 2:  # noqa: PLR2004 - one year is no trend
        return
    figure, tableau = write_tendance(tendance)
    base = f"diagnostic_situation_{ligne.code.replace('-', '_').lower()}"
    titre = ", ".join(filter(None, (tendance.titre, ligne.annees_sur)))
    yield msgspec.structs.replace(
        figure, legende=f"{titre}. {figure.legende}", identifiant=f"{base}_image"
    )
    lignes = tuple(_list_annees(tendance, tableau, ligne.source))
    yield msgspec.structs.replace(tableau, legende=titre, lignes=lignes, identifiant=base)


def _list_annees(
    tendance: Tendance, tableau: Tableau, source: str
) -> Iterator[tuple[Contenu, ...]]:
    """Give a row a year, the latest first; the first years that say nothing share theirs."""
    tus = count_absentes([point.manque for point in tendance.points])
    rangees = list(zip(reversed(tendance.points), tableau.lignes, strict=True))
    for point, (annee, texte, *reste) in rangees[: len(rangees) - tus]:
        yield annee, _print_point(tendance, point, texte, source), *reste
    if tus:
        premiere, derniere = tendance.points[0].annee, tendance.points[tus - 1].annee
        nom = str(premiere) if tus == 1 else f"{premiere} à {derniere}"
        yield nom, capitalize(tendance.points[0].manque), "–", "–"


def _print_point(tendance: Tendance, point: Point, texte: Contenu, source: str) -> Contenu:
    if point.reference is None or point.manque:
        return texte
    phrases = [f"{capitalize(m)}." for m in (point.compte, point.marque) if m]
    if point.bornes not in {"", point.texte}:
        phrases.append(f"Fourchette : {point.bornes}.")
    nom = tendance.titre.removesuffix(", par année")
    return (
        write_chiffre(point.reference, nom=nom, texte=point.texte, phrases=phrases, source=source),
    )


@dataclass(frozen=True, slots=True)
class DiagnosticLu:
    """A diagnosis that is settled: its name, its day, how many people answered, what it says."""

    titre: str
    jour: date
    voix: int
    resultat: ResultatDiagnostic


def write_diagnostic(lu: DiagnosticLu) -> tuple[Bloc, ...]:
    bilan = lu.resultat
    scores = [(b.rubrique.libelle, b.score) for b in bilan.rubriques]
    alt = describe_scores(scores)
    return (
        Paragraphe(typographie(_tell_score(lu)), identifiant="diagnostic_situation_score"),
        Figure(
            draw_scores("diagnostic_situation_rubriques", "Score par rubrique", scores),
            alt,
            "Autodiagnostic, score par rubrique sur 100. La partie hachurée n’est pas connue.",
            identifiant="diagnostic_situation_image",
        ),
        Tableau(
            "Score de chaque rubrique de l’autodiagnostic",
            ("Rubrique", "Score sur 100", "Points", "Réponses"),
            tuple(
                (
                    nom,
                    tell_score(score.valeur) or NON_CONNU,
                    f"{score.points} sur {score.maximum}",
                    f"{score.repondues} sur {score.questions}",
                )
                for nom, score in scores
            ),
            ligne_nommee=True,
            identifiant="diagnostic_situation_rubriques",
        ),
        *_write_constats("Points forts", "forces", bilan.forces[:FORCES_MAX]),
        *_write_constats("Ce qui manque", "manques", [s.reponse for s in bilan.suites]),
    )


def _tell_score(lu: DiagnosticLu) -> str:
    score = lu.resultat.score
    qui = f", {pluriel(lu.voix, 'réponse comptée', 'réponses comptées')}" if lu.voix else ""
    phrases = [f"Autodiagnostic « {lu.titre} » du {format_date(lu.jour)}{qui}."]
    if score.valeur is None:
        return f"{phrases[0]} Aucun score : les questions n’ont pas de réponse retenue."
    texte = f"Score : {tell_score(score.valeur)} sur 100"
    if not score.est_complet:
        texte += f", entre {tell_score(score.bas)} et {tell_score(score.haut)} selon les réponses"
        texte += " qui manquent"
    phrases.append(f"{texte}.")
    noms = [profil.libelle for profil in lu.resultat.profils]
    if noms:
        phrases.append(f"Profil : {' ou '.join(noms)}.")
    return " ".join(phrases)


def _write_constats(titre: str, nom: str, reponses: Sequence[ReponseQuestion]) -> Iterator[Tableau]:
    if reponses:
        yield Tableau(
            f"{titre} selon l’autodiagnostic",
            ("Sujet", "Constat", "Niveau"),
            tuple(
                (_name(reponse), typographie(reponse.texte), f"{reponse.niveau} sur {NIVEAU_MAX}")
                for reponse in reponses
            ),
            (5, 8, 2),
            ligne_nommee=True,
            identifiant=f"diagnostic_situation_{nom}",
        )


def _name(reponse: ReponseQuestion) -> str:
    return load_sujets_de_questions()[reponse.question.code].titre
