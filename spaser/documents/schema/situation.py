"""Where the buyer is: its purchases, its figures, its diagnosis, its other plans."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

import msgspec

from spaser.documents import document
from spaser.documents.autodiagnostic import tell_bornes_score, write_scores
from spaser.documents.bilan.donnees import BASES_DIFFERENTES, name_repere, tell_repere
from spaser.documents.bilan.tendance import PointTendance, Tendance, write_tendance
from spaser.documents.bilan.vue import NON_CONNU
from spaser.documents.dessins import Legende, Rang, draw_rangs
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


_FAMILLES: Final = RepartitionTotaux(
    nom="familles",
    titre="Familles d’achats",
    entete="Famille",
    autres="autres familles",
    inconnue=INCONNUE,
    partage=True,
)
_LIEUX: Final = RepartitionTotaux(
    nom="lieux",
    titre="Où sont établis les titulaires",
    entete="Département",
    autres="autres départements",
    inconnue="Lieu non connu",
)
_EXECUTION: Final = RepartitionTotaux(
    nom="execution",
    titre="Où les marchés sont exécutés",
    entete="Département",
    autres="autres départements",
    inconnue="Lieu non connu, ou plus large",
    partage=True,
)


def write_volumes_familles(volumes: Sequence[Volume], periode: str) -> tuple[document.Bloc, ...]:
    return _write_repartition(volumes, _FAMILLES, periode)


def _write_repartition(
    volumes: Sequence[Volume], r: RepartitionTotaux, periode: str
) -> tuple[document.Bloc, ...]:
    lignes = list(_shorten(volumes, r))
    total = sum(v.montant or 0.0 for v in volumes)
    colonnes = {r.entete: 7, "Marchés": 2, "Montant HT": 3}
    avec_part = r.partage and total
    if avec_part:
        colonnes |= {r.entete: 6, "Part du montant": 3}
    titre = f"{r.titre}, {periode}"
    tableau = document.write_tableau(
        titre,
        colonnes,
        (
            (
                v.nom,
                format_nombre(v.marches),
                cadre.tell_euros(v.montant),
                *((_tell_part(v.montant, total),) if avec_part else ()),
            )
            for v in lignes
        ),
        f"marches_identite_{r.nom}",
    )
    return (*_draw(lignes, typographie(titre), f"marches_identite_{r.nom}_image"), *tableau)


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


def _draw(volumes: Sequence[Volume], titre: str, identifiant: str) -> Iterator[document.Figure]:
    chiffres = [v for v in volumes if v.montant]
    if len(chiffres) < 2:  # noqa: PLR2004 - one bar compares nothing
        return
    alt = typographie(
        " ; ".join(f"{v.nom} : {cadre.tell_euros(v.montant)}" for v in chiffres) + "."
    )
    rangs = [
        Rang(cut_titre(v.nom, _NOM_MAX), cadre.tell_euros(v.montant), v.montant or 0.0)
        for v in chiffres
    ]
    svg = draw_rangs(Legende(identifiant, titre, alt), rangs, 440)
    yield document.Figure(svg, alt, f"{titre} (montant notifié HT)", identifiant=identifiant)


def write_titulaires(portrait: Portrait, periode: str) -> tuple[document.Bloc, ...]:
    if not portrait.titulaires:
        return ()
    tableau = document.write_tableau(
        f"Premiers titulaires par le montant, {periode}",
        {"Titulaire": 7, "Marchés": 2, "Montant HT": 3},
        (
            (
                t.nom or f"SIREN {format_siren(t.siren)}",
                format_nombre(t.marches),
                cadre.tell_euros(t.montant),
            )
            for t in portrait.titulaires
        ),
        "marches_identite_titulaires",
    )
    partage = document.write_paragraphe(
        "Le montant entier d’un marché compte pour chacun de ses titulaires.",
        "marches_identite_partage",
    )
    concentration = portrait.concentration
    return (*tableau, *partage, *(_write_concentration(concentration) if concentration else ()))


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
    yield from document.write_tableau(
        "Concentration des montants notifiés",
        {"Titulaires": 3, "Montant HT": 4, "Part": 2, "Fourchette": 4},
        lignes,
        "marches_identite_concentration",
    )
    texte = f"{pluriel(c.titulaires, 'titulaire différent', 'titulaires différents')}."
    if c.sans_titulaire:
        porte = "n’a" if c.sans_titulaire == 1 else "n’ont"
        texte += (
            f" {pluriel(c.sans_titulaire, 'marché')} {porte} pas de titulaire reconnu par un "
            f"SIREN, pour {cadre.tell_euros(c.inconnu)} : la fourchette suppose qu’aucun, ou "
            "que tous, reviennent aux premiers."
        )
    yield from document.write_paragraphe(texte, "marches_identite_nombre")


def write_lieux(
    portrait: Portrait,
    noms: Mapping[str, str],
    locaux: Sequence[document.Contenu],
    periode: str,
) -> Iterator[document.Bloc]:
    """Yield where holders are, then where contracts are executed, if in several departments.

    `noms` are those of departments by code; `locaux` the rates of purchases near the buyer.
    """
    titulaires, execution = portrait.lieux_titulaires, portrait.lieux_execution
    if titulaires is None:
        yield from document.write_paragraphe(_SANS_LIEU, "marches_identite_sanslieu")
    else:
        yield from _write_repartition(_name_lieux(titulaires, noms, _LIEUX), _LIEUX, periode)
        yield document.Paragraphe(_PLUSIEURS, identifiant="marches_identite_plusieurs")
    if locaux:
        yield document.Liste(tuple(locaux), identifiant="marches_identite_locaux")
    if sum(bool(v.nom) for v in execution) > 1:
        yield from _write_repartition(_name_lieux(execution, noms, _EXECUTION), _EXECUTION, periode)


def _name_lieux(
    volumes: Sequence[Volume], noms: Mapping[str, str], r: RepartitionTotaux
) -> list[Volume]:
    return [
        replace(v, nom=f"{noms[v.nom]} ({v.nom})" if v.nom in noms else v.nom or r.inconnue)
        for v in volumes
    ]


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
    dites = f"Sources : {' ; '.join(map(uncapitalize, sources))}." if sources else ""
    tableau = document.write_tableau(
        f"Les quatre chiffres du schéma, {annee} ({tell_lecture()})",
        {"Chiffre": 5, "Valeur": 2, "Compté": 4, "Détail et fourchette": 6},
        (
            (
                ligne.nom,
                (ligne.chiffre,) if ligne.chiffre else capitalize(NON_CONNU),
                ligne.compte_sur,
                _count(ligne),
            )
            for ligne in lignes
        ),
        "diagnostic_situation_chiffres",
    )
    return (
        *tableau,
        *document.write_paragraphe(f"{dites} {precision}", "diagnostic_situation_sources"),
        *_write_reperes(lignes),
        *(bloc for ligne in lignes for bloc in _write_annees(ligne)),
    )


def _count(ligne: LigneChiffree) -> document.Contenu:
    """Say what a figure counts, and what else it is when counted otherwise."""
    if ligne.chiffre is None:
        return f"{capitalize(ligne.absence).rstrip('.') or _SANS_LISTE}."
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
    tableau = document.write_tableau(
        "À rapprocher de",
        {"Chiffre": 4, "Repère": 4, "Compté sur": 6},
        (
            (
                ligne.nom,
                f"{name_repere(repere)} {tell_repere(repere)}",
                " ".join(filter(None, (repere.base, repere.reserve))),
            )
            for ligne in lignes
            for repere in ligne.reperes
            if not repere.partiel
        ),
        "diagnostic_situation_reperes",
    )
    if tableau:
        yield from tableau
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


def write_diagnostic(
    titre: str, jour: date, voix: int, bilan: ResultatDiagnostic
) -> tuple[document.Bloc, ...]:
    """Return what a diagnosis that is settled says; `voix` is how many people answered."""
    qui = f", {pluriel(voix, 'réponse comptée', 'réponses comptées')}" if voix else ""
    debut = f"Autodiagnostic « {titre} » du {format_date(jour)}{qui}."
    score = " ".join((debut, *_tell_score(bilan)))
    nom = "diagnostic_situation_rubriques"
    figure, tableau = write_scores(bilan, "Autodiagnostic, score par rubrique sur 100", nom)
    return (
        *document.write_paragraphe(score, "diagnostic_situation_score"),
        msgspec.structs.replace(figure, identifiant="diagnostic_situation_image"),
        msgspec.structs.replace(
            tableau,
            legende="Score de chaque rubrique de l’autodiagnostic",
            identifiant=nom,
        ),
        *_write_constats("Points forts", "forces", bilan.forces[:FORCES_MAX]),
        *_write_constats("Ce qui manque", "manques", [s.reponse for s in bilan.suites]),
    )


def _tell_score(bilan: ResultatDiagnostic) -> Iterator[str]:
    score = bilan.score
    if score.valeur is None:
        yield "Aucun score : les questions n’ont pas de réponse retenue."
        return
    selon = "" if score.est_complet else " selon les réponses qui manquent"
    yield f"Score : {tell_bornes_score(score)}{selon}."
    if noms := [profil.libelle for profil in bilan.profils]:
        yield f"Profil : {' ou '.join(noms)}."


def _write_constats(
    titre: str, nom: str, reponses: Sequence[ReponseQuestion]
) -> tuple[document.Tableau, ...]:
    sujets = load_sujets_de_questions()
    return document.write_tableau(
        f"{titre} selon l’autodiagnostic",
        {"Sujet": 5, "Constat": 8, "Niveau": 2},
        (
            (sujets[r.question.code].titre, r.texte, f"{r.niveau} sur {NIVEAU_MAX}")
            for r in reponses
        ),
        f"diagnostic_situation_{nom}",
    )


# --- The plans that touch purchases, and what they expect of them: by plan, or by theme ---


def write_politiques(
    plans: Iterable[tuple[str, str, str, Iterable[str]]],
) -> tuple[document.Bloc, ...]:
    """Return the table of plans: name, years, who leads it, what it expects of purchases."""
    return document.write_tableau(
        "Plans et politiques qui touchent aux achats",
        {"Plan": 4, "Années": 2, "Pilote": 3, "Ce qu’il attend des achats": 6},
        (
            (nom, annees, pilote, " ; ".join(texte.rstrip(". ") for texte in attentes))
            for nom, annees, pilote, attentes in plans
        ),
        "politiques_politiques_plans",
    )


def write_attentes(
    attentes: Iterable[tuple[str, str, str, str]],
) -> tuple[document.Bloc, ...]:
    """Return what plans expect: theme, words, plan, indicator; what has no theme comes last."""
    rangees = sorted(attentes, key=lambda attente: (not attente[0], attente[0]))
    return document.write_tableau(
        "Ce que nos politiques attendent des achats, par thème",
        {"Thème": 4, "Objectif": 5, "Plan": 4, "Indicateur": 4},
        rangees,
        "politiques_politiques_themes",
    )
