"""Part 4: stakeholders, words, families of purchase, sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from django.urls import reverse

from spaser.documents.document import Bloc, Chiffre, find_chiffres
from spaser.documents.francais import format_euros_courts, pluriel
from spaser.documents.lecture import Mesure, read_valeur
from spaser.documents.schema import annexes as blocs
from spaser.documents.schema.voix import is_adressee
from spaser.documents.vue_bilan import LIMITE_DES_TAUX, NOMBRE_DE_MARCHES
from spaser.donnees.indicateurs.segments import sum_segments
from spaser.donnees.portrait import FamilleAchetee, list_familles
from spaser.donnees.referentiels.annuaire import name_region
from spaser.donnees.referentiels.embarques import read_familles
from spaser.metier.acteurs.catalogue import ActeurSuggere, load_catalogue
from spaser.metier.acteurs.modele import RoleActeur
from spaser.metier.glossaire import find_termes
from spaser.metier.indicateurs import name_indicateur
from spaser.metier.perimetre import Origine
from spaser.metier.reference import ReferenceChiffre
from spaser.metier.registre.nomenclatures import Confiance
from spaser.web.acteurs.models import Acteur
from spaser.web.acteurs.selectors import list_acteurs
from spaser.web.appuis.selectors import read_glossaire
from spaser.web.chiffres.selectors import find_fiche, find_mesure
from spaser.web.chiffres.situation import Situation
from spaser.web.depenses.resultats.mesures import tell_methode
from spaser.web.espace.entrepot import entrepot
from spaser.web.redaction.automatique.considerations import (
    ENVIRONNEMENT,
    SOCIAL,
    read_considerations,
)
from spaser.web.redaction.automatique.suivre import write_origines
from spaser.web.redaction.sujet import Apercu, Manque, Remplissage, Sujet

FAMILLES_MAX: Final = 8
_SANS_ESPACE: Final = 3  # a dossier is short
_PARTS: Final = (SOCIAL, ENVIRONNEMENT)
_SURES: Final = frozenset({Confiance.A, Confiance.B})
_INCONNUE: Final = "inconnue"
_LETTRES: Final = {"nombre": "n", "montant": "m", "moyenne": "y", "total": "t"}
_MESURES: Final = {"nombre": "en nombre de marchés", "montant": "en montant notifié"}


def _write_acteurs(sujet: Sujet) -> Remplissage:
    tenus = sujet.espace is not None and "acteurs" not in sujet.eteints
    acteurs = list(list_acteurs(sujet.espace)) if sujet.espace and tenus else []
    if acteurs:
        return Remplissage(blocs.write_acteurs([_read_acteur(a) for a in _sort(acteurs)]))
    region = sujet.identite.code_region
    aides = [a for a in load_catalogue().suggest(region) if _is_printed(a)]
    manque = Manque(
        "Aucun acteur du territoire n’est encore noté.",
        "Choisir les acteurs",
        reverse("acteurs:suggestions", args=[sujet.siren]),
    )
    return Remplissage(
        blocs.write_aides(aides, name_region(region) if region else ""),
        (manque,) if tenus else (),
    )


def _is_printed(aide: ActeurSuggere) -> bool:
    """Leave out what is not sure, and a line that asks its reader to name somebody."""
    textes = (aide.nom, aide.description, aide.reserve)
    return aide.confiance in _SURES and not any(map(is_adressee, textes))


def _sort(acteurs: Iterable[Acteur]) -> list[Acteur]:
    rangs = {role.value: rang for rang, role in enumerate(RoleActeur.du_centre())}
    return sorted(acteurs, key=lambda a: (rangs.get(a.role, len(rangs)), a.nom_plie))


def _read_acteur(acteur: Acteur) -> blocs.ActeurMontre:
    genre = load_catalogue().find_typologie(acteur.typologie)
    return blocs.ActeurMontre(
        nom=acteur.nom,
        genre=genre.court if genre else "",
        role=acteur.get_role_display() if acteur.role else "",
        apport=acteur.contribution or acteur.description,
    )


def _write_familles(sujet: Sujet) -> Remplissage:
    situation = sujet.situation
    annee = situation.annee
    familles = _read_familles(sujet, annee) if annee and situation.publie.vue else ()
    if annee is None or not familles:
        return Remplissage((), _tell_sans_famille(sujet))
    parts = {code: _read_parts(situation, code) for code in _PARTS}
    codes = {nom: code for code, nom in read_familles().items()}
    nombre = FAMILLES_MAX if sujet.espace else _SANS_ESPACE
    montrees = [
        blocs.FamilleMontree(
            code=codes.get(famille.volume.nom, _INCONNUE),
            achats=famille,
            parts={
                c: lues[famille.volume.nom]
                for c, lues in parts.items()
                if famille.volume.nom in lues
            },
        )
        for famille in familles[:nombre]
    ]
    ecrites = blocs.write_familles(
        montrees, annee, _tell_reste(familles[nombre:]), sujet.source_publiee, sujet.jour
    )
    return Remplissage((*write_origines(sujet, "familles_origines"), *ecrites))


def _preview_familles(sujet: Sujet) -> Apercu:
    """Say whether any contract of the year is counted: each is of a family, known or not."""
    situation = sujet.situation
    if find_mesure(situation.publie, NOMBRE_DE_MARCHES, situation.annee, "total"):
        return Apercu(remplie=True)
    return Apercu(remplie=False, manques=_tell_sans_famille(sujet))


def _tell_sans_famille(sujet: Sujet) -> tuple[Manque, ...]:
    if sujet.espace is None:
        return ()
    adresse = reverse("marches:liste", args=[sujet.siren])
    return (Manque("Aucun marché publié n’est connu.", "Voir les marchés", adresse),)


def _read_familles(sujet: Sujet, annee: int) -> tuple[FamilleAchetee, ...]:
    """Return the families of the year, kept until the store changes."""
    return entrepot().recall(
        ("familles-achetees", sujet.siren, annee, sujet.jour),
        lambda ouvert: list_familles(ouvert, sujet.siren, annee, sujet.jour),
    )


def _read_parts(situation: Situation, code: str) -> dict[str, Mesure]:
    """Return a rate of the year by family: the proof of the figure itself, cut in families."""
    mesure = find_mesure(situation.publie, code, situation.annee, "nombre")
    if mesure is None:
        return {}
    lues = read_considerations(mesure.valeur.siren, mesure.valeur.annee)
    segments = sum_segments(mesure.valeur, lues.get(code, {}))
    return {s.famille: read_valeur(s.valeur, mesure.fiche) for s in segments}


def _tell_reste(familles: Sequence[FamilleAchetee]) -> str:
    """Say what the families that are not shown weigh: none is dropped in silence."""
    if not familles:
        return ""
    marches = pluriel(sum(f.volume.marches for f in familles), "marché")
    montant = format_euros_courts(sum(f.volume.montant or 0.0 for f in familles))
    nombre = pluriel(len(familles), "autre famille", "autres familles")
    return f"{nombre}, sans fiche : {marches}, {montant} HT notifiés."


def draw_glossaire(sujet: Sujet, reste: Iterable[Bloc]) -> Remplissage:
    termes = find_termes(blocs.read_blocs(reste), read_glossaire(sujet.jour))
    return Remplissage(blocs.write_glossaire(termes))


def draw_sources(_sujet: Sujet, reste: Iterable[Bloc]) -> Remplissage:
    return Remplissage(blocs.write_sources(list_imprimes(reste), (LIMITE_DES_TAUX,)))


def _preview_glossaire(sujet: Sujet, reste: Iterable[Bloc]) -> Apercu:
    """Say whether the rest uses a word of the glossary, as soon as one is met."""
    termes = read_glossaire(sujet.jour)
    return Apercu(any(find_termes(blocs.read_blocs([bloc]), termes) for bloc in reste))


def _preview_sources(_sujet: Sujet, reste: Iterable[Bloc]) -> Apercu:
    """Say whether the rest has a figure, as soon as one is met."""
    return Apercu(any(find_chiffres([bloc]) for bloc in reste))


def list_imprimes(reste: Iterable[Bloc]) -> list[blocs.IndicateurImprime]:
    groupes: dict[tuple[str, str, bool], list[tuple[int, Chiffre]]] = {}
    for chiffre in find_chiffres(reste):
        reference = ReferenceChiffre.parse(chiffre.reference)
        paye = reference.origine is Origine.PAYES
        groupe = groupes.setdefault((reference.code, reference.mesure, paye), [])
        groupe.append((reference.annee, chiffre))
    return [
        _describe(code, mesure, sorted(groupe, key=lambda g: -g[0]), paye=paye)
        for (code, mesure, paye), groupe in groupes.items()
    ]


def _describe(
    code: str, mesure: str, chiffres: Sequence[tuple[int, Chiffre]], *, paye: bool
) -> blocs.IndicateurImprime:
    fiche = find_fiche(code)
    return blocs.IndicateurImprime(
        cle=f"{code}_{'p' if paye else ''}{_LETTRES[mesure]}".replace("-", "_").lower(),
        code=code,
        nom=fiche.libelle if fiche else name_indicateur(code),
        sur="sur la dépense payée" if paye else _MESURES.get(mesure, ""),
        methode=tell_methode(code) if paye else fiche.methode if fiche else "",
        limites=fiche.limites if fiche and not paye else "",
        chiffres=chiffres,
    )


RUBRIQUES: Final[Mapping[str, Callable[[Sujet], Remplissage]]] = {
    "acteurs": _write_acteurs,
    "familles": _write_familles,
}

APERCUS: Final[Mapping[str, Callable[[Sujet], Apercu]]] = {"familles": _preview_familles}

TIREES: Final[Mapping[str, Callable[[Sujet, Iterable[Bloc]], Remplissage]]] = {
    "glossaire": draw_glossaire,
    "sources": draw_sources,
}
"""Headings drawn from all the others, once these are written."""

APERCUS_TIRES: Final[Mapping[str, Callable[[Sujet, Iterable[Bloc]], Apercu]]] = {
    "glossaire": _preview_glossaire,
    "sources": _preview_sources,
}
