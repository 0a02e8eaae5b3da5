"""Where the buyer is: its purchases, its figures, its diagnosis, its other plans."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

import msgspec

from spaser.documents import document
from spaser.documents.autodiagnostic import tell_score, write_scores
from spaser.documents.bilan.donnees import BASES_DIFFERENTES, name_repere, tell_repere
from spaser.documents.bilan.tendance import PointTendance, Tendance, write_tendance
from spaser.documents.bilan.vue import NON_CONNU
from spaser.documents.dessins import Rang, draw_rangs
from spaser.documents.francais import (
    capitalize,
    cut_titre,
    format_date,
    format_nombre,
    format_pourcent,
    format_pourcent_lu,
    format_siren,
    pluriel,
    typographie,
    uncapitalize,
)
from spaser.documents.schema import cadre
from spaser.moteur.entrepot.familles import INCONNUE
from spaser.moteur.portrait import Concentration, Portrait, Volume
from spaser.regles.autodiagnostic import NIVEAU_MAX, load_sujets_de_questions
from spaser.regles.conclusions import ReponseQuestion, ResultatDiagnostic
from spaser.regles.indicateurs import ReferenceChiffre
from spaser.regles.reperes import Repere, tell_lecture

# --- What a buyer buys, from whom and where: families, holders, departments ---


LIGNES_MAX: Final = 8
_NOM_MAX: Final = 42  # letters of a name above a bar
_PLUSIEURS: Final = "Un marché compte dans le département de chacun de ses titulaires."
_SANS_LIEU: Final = (
    "Le lieu des titulaires n’est pas connu : il vient du répertoire Sirene, que ce calcul n’a pas "
    "lu."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepartitionTotaux:
    """How totals are shown: the first ones by name, the others together, the unknown one last.

    `partage`: they add up, each is then a share of the whole.
    """

    nom: str
    titre: str
    entete: str
    autres: str
    inconnue: str
    partage: bool = False


@dataclass(frozen=True, slots=True)
class Local:
    """A rate of purchases near the buyer, with what it was counted on in a few words."""

    nom: str
    chiffre: document.Chiffre
    compte: str


def write_volumes_familles(volumes: Sequence[Volume], periode: str) -> tuple[document.Bloc, ...]:
    repartition = RepartitionTotaux(
        nom="familles",
        titre=f"Familles d’achats, {periode}",
        entete="Famille",
        autres="autres familles",
        inconnue=INCONNUE,
        partage=True,
    )
    return _write_repartition(volumes, repartition)


def _write_repartition(
    volumes: Sequence[Volume], r: RepartitionTotaux
) -> tuple[document.Bloc, ...]:
    if not volumes:
        return ()
    lignes = list(_shorten(volumes, r))
    total = sum(v.montant or 0.0 for v in volumes)
    avec_part = r.partage and total
    tableau = document.Tableau(
        typographie(r.titre),
        (r.entete, "Marchés", "Montant HT", *(("Part du montant",) if avec_part else ())),
        tuple(
            (
                v.nom,
                format_nombre(v.marches),
                cadre.tell_euros(v.montant),
                *((_tell_part(v.montant, total),) if avec_part else ()),
            )
            for v in lignes
        ),
        (6, 2, 3, 3) if avec_part else (7, 2, 3),
        ligne_nommee=True,
        identifiant=f"marches_identite_{r.nom}",
    )
    return (*_draw(lignes, r), tableau)


def _shorten(volumes: Sequence[Volume], r: RepartitionTotaux) -> Iterator[Volume]:
    connus = [v for v in volumes if v.nom != r.inconnue]
    premiers, reste = connus[:LIGNES_MAX], connus[LIGNES_MAX:]
    yield from premiers
    if len(reste) == 1:
        yield reste[0]
    elif reste:
        yield cadre.add_volumes(f"{len(reste)} {r.autres}", reste)
    yield from (v for v in volumes if v.nom == r.inconnue)


def _tell_part(montant: float | None, total: float) -> str:
    return NON_CONNU if montant is None else format_pourcent(montant / total)


def _draw(volumes: Sequence[Volume], r: RepartitionTotaux) -> Iterator[document.Figure]:
    chiffres = [v for v in volumes if v.montant]
    if len(chiffres) < 2:  # noqa: PLR2004 - one bar compares nothing
        return
    titre = typographie(r.titre)
    alt = typographie(
        " ; ".join(f"{v.nom} : {cadre.tell_euros(v.montant)}" for v in chiffres) + "."
    )
    rangs = [
        Rang(cut_titre(v.nom, _NOM_MAX), cadre.tell_euros(v.montant), v.montant or 0.0)
        for v in chiffres
    ]
    identifiant = f"marches_identite_{r.nom}_image"
    svg = draw_rangs(identifiant, titre, alt, rangs)
    yield document.Figure(svg, alt, f"{titre} (montant notifié HT)", identifiant=identifiant)


def write_titulaires(portrait: Portrait, periode: str) -> tuple[document.Bloc, ...]:
    if not portrait.titulaires:
        return ()
    tableau = document.Tableau(
        typographie(f"Premiers titulaires par le montant, {periode}"),
        ("Titulaire", "Marchés", "Montant HT"),
        tuple(
            (
                t.nom or f"SIREN {format_siren(t.siren)}",
                format_nombre(t.marches),
                cadre.tell_euros(t.montant),
            )
            for t in portrait.titulaires
        ),
        (7, 2, 3),
        ligne_nommee=True,
        identifiant="marches_identite_titulaires",
    )
    partage = document.Paragraphe(
        "Le montant entier d’un marché compte pour chacun de ses titulaires.",
        identifiant="marches_identite_partage",
    )
    concentration = portrait.concentration
    return (tableau, partage, *(_write_concentration(concentration) if concentration else ()))


def _write_concentration(c: Concentration) -> Iterator[document.Bloc]:
    lignes = []
    for premiers in c.premiers:
        if premiers.nombre > c.titulaires:
            break
        part, bas, haut = c.bound(premiers.montant)
        bornes = f"{format_pourcent_lu(bas)} à {format_pourcent_lu(haut)}"
        nom = "Le premier" if premiers.nombre == 1 else f"Les {premiers.nombre} premiers"
        lignes.append(
            (
                nom,
                f"{cadre.tell_euros(premiers.montant)} sur {cadre.tell_euros(c.connu)}",
                format_pourcent(part),
                bornes if c.inconnu else format_pourcent(part),
            )
        )
    yield document.Tableau(
        "Concentration des montants notifiés",
        ("Titulaires", "Montant HT", "Part", "Fourchette"),
        tuple(lignes),
        (3, 4, 2, 4),
        ligne_nommee=True,
        identifiant="marches_identite_concentration",
    )
    texte = f"{pluriel(c.titulaires, 'titulaire différent', 'titulaires différents')}."
    if c.sans_titulaire:
        porte = "n’a" if c.sans_titulaire == 1 else "n’ont"
        texte += (
            f" {pluriel(c.sans_titulaire, 'marché')} {porte} pas de titulaire reconnu par un "
            f"SIREN, pour {cadre.tell_euros(c.inconnu)} : la fourchette suppose qu’aucun, ou "
            "que tous, "
            "reviennent aux premiers."
        )
    yield document.Paragraphe(typographie(texte), identifiant="marches_identite_nombre")


def write_lieux(
    portrait: Portrait, noms: Mapping[str, str], locaux: Sequence[Local], periode: str
) -> tuple[document.Bloc, ...]:
    """Return where holders are, then where contracts are executed, by department.

    `noms` are those of departments by code; `locaux` the rates of purchases near the buyer.
    """
    titulaires, execution = portrait.lieux_titulaires, portrait.lieux_execution
    return (
        *_write_titulaires_par_lieu(titulaires, noms, periode),
        *((_write_locaux(locaux),) if locaux else ()),
        *_write_execution(execution, noms, periode),
    )


def _write_titulaires_par_lieu(
    volumes: Sequence[Volume] | None, noms: Mapping[str, str], periode: str
) -> tuple[document.Bloc, ...]:
    if volumes is None:
        sans_lieu = typographie(_SANS_LIEU)
        return (document.Paragraphe(sans_lieu, identifiant="marches_identite_sanslieu"),)
    repartition = RepartitionTotaux(
        nom="lieux",
        titre=f"Où sont établis les titulaires, {periode}",
        entete="Département",
        autres="autres départements",
        inconnue="Lieu non connu",
    )
    blocs = _write_repartition(_name_lieux(volumes, noms, repartition), repartition)
    return (*blocs, document.Paragraphe(_PLUSIEURS, identifiant="marches_identite_plusieurs"))


def _write_execution(
    volumes: Sequence[Volume], noms: Mapping[str, str], periode: str
) -> tuple[document.Bloc, ...]:
    """Say where contracts are executed, when that is more than one department."""
    repartition = RepartitionTotaux(
        nom="execution",
        titre=f"Où les marchés sont exécutés, {periode}",
        entete="Département",
        autres="autres départements",
        inconnue="Lieu non connu, ou plus large",
        partage=True,
    )
    if sum(bool(v.nom) for v in volumes) < 2:  # noqa: PLR2004 - a single place shares nothing
        return ()
    return _write_repartition(_name_lieux(volumes, noms, repartition), repartition)


def _name_lieux(
    volumes: Sequence[Volume], noms: Mapping[str, str], r: RepartitionTotaux
) -> list[Volume]:
    return [
        replace(v, nom=f"{noms[v.nom]} ({v.nom})" if v.nom in noms else v.nom or r.inconnue)
        for v in volumes
    ]


def _write_locaux(locaux: Sequence[Local]) -> document.Liste:
    return document.Liste(
        tuple(
            (
                document.Texte(typographie(f"{local.nom} : ")),
                local.chiffre,
                document.Texte(f" ({local.compte})."),
            )
            for local in locaux
        ),
        identifiant="marches_identite_locaux",
    )


# --- Where the buyer is: the four figures, their years, its diagnosis, what is strong and missing
# ---


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
    chiffre: document.Chiffre | None
    compte_sur: str = ""  # « sur les marchés publiés »
    details: str = ""
    absence: str = ""
    autres: tuple[tuple[document.Chiffre, str], ...] = ()
    reperes: tuple[Repere, ...] = ()
    tendance: Tendance | None = None
    annees_sur: str = ""
    source: str = ""


def write_chiffres(
    lignes: Sequence[LigneChiffree], annee: int | None, sources: Sequence[str], precision: str
) -> tuple[document.Bloc, ...]:
    if annee is None:
        return ()
    tableau = document.Tableau(
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


def _write_sources(sources: Sequence[str], precision: str) -> Iterator[document.Paragraphe]:
    phrases = [f"Sources : {' ; '.join(map(uncapitalize, sources))}."] if sources else []
    texte = " ".join(filter(None, (*phrases, precision)))
    if texte:
        yield document.Paragraphe(typographie(texte), identifiant="diagnostic_situation_sources")


def _print(ligne: LigneChiffree) -> document.Contenu:
    return (ligne.chiffre,) if ligne.chiffre else capitalize(NON_CONNU)


def _count(ligne: LigneChiffree) -> document.Contenu:
    """Say what a figure counts, and what else it is when counted otherwise."""
    if ligne.chiffre is None:
        return typographie(f"{capitalize(ligne.absence).rstrip('.') or _SANS_LISTE}.")
    morceaux: list[document.Texte | document.Chiffre] = [document.Texte(typographie(ligne.details))]
    for rang, (chiffre, quoi) in enumerate(ligne.autres):
        avant = ", " if rang else " À côté : "
        morceaux += [
            document.Texte(typographie(avant)),
            chiffre,
            document.Texte(typographie(f" {quoi}")),
        ]
    if ligne.autres:
        morceaux.append(document.Texte("."))
    return tuple(morceaux)


def _write_reperes(lignes: Sequence[LigneChiffree]) -> Iterator[document.Bloc]:
    rangees = [
        (
            typographie(ligne.nom),
            f"{name_repere(repere)} {tell_repere(repere)}",
            typographie(" ".join(filter(None, (repere.base, repere.reserve))) or "–"),
        )
        for ligne in lignes
        for repere in ligne.reperes
        if not repere.partiel
    ]
    if not rangees:
        return
    yield document.Tableau(
        "À rapprocher de",
        ("Chiffre", "Repère", "Compté sur"),
        tuple(rangees),
        (4, 4, 6),
        ligne_nommee=True,
        identifiant="diagnostic_situation_reperes",
    )
    yield document.Paragraphe(BASES_DIFFERENTES, identifiant="diagnostic_situation_bases")


def _write_annees(ligne: LigneChiffree) -> Iterator[document.Bloc]:
    tendance = ligne.tendance and replace(
        ligne.tendance, points=ligne.tendance.points[-ANNEES_MAX:]
    )
    solides = (
        [p for p in tendance.points if p.valeur is not None and not p.fragile] if tendance else []
    )
    if tendance is None or len(solides) < 2:  # noqa: PLR2004 - one year is no trend
        return
    figure, tableau = write_tendance(tendance, partial(_print_point, tendance, ligne.source))
    base = f"diagnostic_situation_{ligne.code.replace('-', '_').lower()}"
    titre = ", ".join(filter(None, (tendance.titre, ligne.annees_sur)))
    yield msgspec.structs.replace(
        figure, legende=f"{titre}. {figure.legende}", identifiant=f"{base}_image"
    )
    yield msgspec.structs.replace(tableau, legende=titre, identifiant=base)


def _print_point(
    tendance: Tendance, source: str, point: PointTendance, reference: ReferenceChiffre
) -> document.Chiffre:
    phrases = [f"{capitalize(m)}." for m in (point.compte, point.marque) if m]
    if point.bornes not in {"", point.texte}:
        phrases.append(f"Fourchette : {point.bornes}.")
    nom = tendance.titre.removesuffix(", par année")
    return cadre.write_chiffre(
        reference, nom=nom, texte=point.texte, phrases=phrases, source=source
    )


@dataclass(frozen=True, slots=True)
class DiagnosticLu:
    """A diagnosis that is settled: its name, its day, how many people answered, what it says."""

    titre: str
    jour: date
    voix: int
    resultat: ResultatDiagnostic


def write_diagnostic(lu: DiagnosticLu) -> tuple[document.Bloc, ...]:
    bilan = lu.resultat
    figure, tableau = write_scores(bilan, "diagnostic_situation_rubriques")
    return (
        document.Paragraphe(typographie(_tell_score(lu)), identifiant="diagnostic_situation_score"),
        msgspec.structs.replace(
            figure,
            legende=f"Autodiagnostic, {uncapitalize(figure.legende)}",
            identifiant="diagnostic_situation_image",
        ),
        msgspec.structs.replace(
            tableau,
            legende=f"{tableau.legende} de l’autodiagnostic",
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


def _write_constats(
    titre: str, nom: str, reponses: Sequence[ReponseQuestion]
) -> Iterator[document.Tableau]:
    if reponses:
        yield document.Tableau(
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


# --- The plans that touch purchases, and what they expect of them: by plan, or by theme ---


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDecrit:
    """A plan: its years, who leads it, what it expects of purchases; unknown is empty."""

    nom: str
    etat: str
    periode: str = ""
    pilote: str = ""
    attentes: tuple[str, ...] = ()


def write_politiques(plans: Sequence[PlanDecrit]) -> tuple[document.Bloc, ...]:
    if not plans:
        return ()
    return (
        document.Tableau(
            "Plans et politiques qui touchent aux achats",
            ("Plan", "Années", "Pilote", "Ce qu’il attend des achats"),
            tuple(
                (
                    typographie(f"{plan.nom} ({plan.etat})" if plan.etat else plan.nom),
                    cadre.tell_cellule(plan.periode),
                    cadre.tell_cellule(plan.pilote),
                    cadre.tell_cellule(" ; ".join(texte.rstrip(". ") for texte in plan.attentes)),
                )
                for plan in plans
            ),
            (4, 2, 3, 6),
            ligne_nommee=True,
            identifiant="politiques_politiques_plans",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AttenteLue:
    theme: str
    texte: str
    plan: str
    indicateur: str = ""


def write_attentes(attentes: Sequence[AttenteLue]) -> tuple[document.Bloc, ...]:
    """Return what plans expect, theme after theme; what has no theme comes last."""
    if not attentes:
        return ()
    return (
        document.Tableau(
            "Ce que nos politiques attendent des achats, par thème",
            ("Thème", "Objectif", "Plan", "Indicateur"),
            tuple(
                tuple(map(cadre.tell_cellule, (a.theme, a.texte, a.plan, a.indicateur)))
                for a in sorted(attentes, key=lambda a: (not a.theme, a.theme))
            ),
            (4, 5, 4, 4),
            ligne_nommee=True,
            identifiant="politiques_politiques_themes",
        ),
    )
