"""Which names surely name nobody: a service, or a function; a pilot may be either, or a person."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from spaser.lettres import fold_mots

_SERVICES: Final = frozenset(
    "agence atelier bureau cabinet cellule centre comite commission delegation departement "
    "direction directions division equipe groupe laboratoire mission office pole regie secretariat "
    "secteur service services unite ccas cias dcp dsi plie rh".split()
)
_POSTES: Final = frozenset("daf dga dgs dgst drh".split())  # a service, or who is at its head
_CIVILITES: Final = frozenset("m mm mme mmes mlle mr monsieur madame dr me maitre".split())
_LIAISONS: Final = frozenset("a au aux d de des du en et l la le les pour sur".split())
# What services are often called after, with a capital: « Pôle Environnement ».
_DOMAINES: Final = frozenset(
    "achat achats action actions adjointe administration administrative affaires alimentation "
    "amenagement animation archives assainissement autonomie bati batiment batiments biodiversite "
    "budget circulaire citoyennete climat cohesion commande commandes communication comptabilite "
    "contrats culture dechets developpement durable durables eau economie economique education "
    "emploi energie enfance engagement environnement espaces etudes evaluation evenements famille "
    "finances financier financiere foncier formation general generale generaux gestion habitat "
    "humaines hygiene informatique innovation insertion interieur international jeunesse juridique "
    "juridiques logement logistique maintenance marche marches mobilite mobilites moyens numerique "
    "ouvrage patrimoine paysages performance personnel petite politique politiques population "
    "prevention projets proprete prospective public publics publique publiques qualite relations "
    "reseaux responsable responsables ressources restauration rse sante scolaire securite sobriete "
    "social sociale sociales sociaux solidaire solidaires solidarite solidarites spaser sport "
    "sports strategie systemes technique techniques territoire territoires territorial tourisme "
    "transition transports travail travaux urbanisme urbain usagers verts voirie".split()
)
_FONCTIONS: Final = frozenset(
    "acheteur acheteurs acheteuse acheteuses adjoint animateur animatrice assistant assistante "
    "charge chargee chef cheffe chefs conseiller conseillere coordinateur coordinatrice directeur "
    "directrice elu elue elus facilitateur facilitatrice gestionnaire ingenieur ingenieure juriste "
    "president presidente prescripteurs projet referent referente referents responsable "
    "responsables secretaire technicien technicienne vice".split()
)
_CONNUS: Final = _SERVICES | _POSTES | _LIAISONS | _DOMAINES | _FONCTIONS
_SIGLE_MAX: Final = 4  # letters: longer capitals may be a surname
_COUPES: Final = re.compile(r"[,;:/+()\[\]|]| [-–—] |\n")
_MOT: Final = r"[^\W_][\w\u0300-\u036f]*"
_MOTS: Final = re.compile(rf"{_MOT}(?:-{_MOT})*")


def names_service(texte: str) -> bool:
    """Say whether a name is surely that of services or functions: each part is, and names nobody.

    A service is told by its first word. What has none is kept if no word of it could be a name.
    """
    parts = [mots for part in _COUPES.split(texte) if (mots := _MOTS.findall(part))]
    return bool(parts) and all(_is_service(mots) for mots in parts)


def _is_service(mots: list[str]) -> bool:
    mots = [*mots[0].split("-"), *mots[1:]]
    plats = [fold_mots(mot) for mot in mots]
    if len(plats) == 1 and plats[0] in _POSTES:
        return True
    simples = " ".join(plats).split()
    if not _CIVILITES.isdisjoint(simples):
        return False
    if plats[0] not in _SERVICES:
        return plats[0] in _FONCTIONS | _DOMAINES and _CONNUS.issuperset(simples)
    return not any(_may_name(avant, mot) for avant, mot in pairwise(mots))


def _may_name(avant: str, mot: str) -> bool:
    """Say whether a word may be that of a person: a capital that nothing before it explains."""
    has_capitale = any(bout[0].isupper() for bout in mot.split("-"))
    if not has_capitale or _CONNUS.issuperset(fold_mots(mot).split() or [mot]):
        return False
    lien = fold_mots(avant)
    if mot.isupper() and len(mot) <= _SIGLE_MAX and not avant.isupper() and lien in _CONNUS:
        return False
    return lien not in _LIAISONS or not avant.islower()
