"""What a buyer buys, from whom and where: families, holders, departments."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from spaser.documents.document import Bloc, Chiffre, Figure, Liste, Paragraphe, Tableau, Texte
from spaser.documents.francais import (
    cut_titre,
    format_nombre,
    format_pourcent,
    format_pourcent_lu,
    format_siren,
    pluriel,
    typographie,
)
from spaser.documents.graphiques import Rang, draw_rangs
from spaser.documents.lecture import NON_CONNU
from spaser.documents.schema.identite import add_volumes, tell_euros
from spaser.donnees.entrepot.familles import INCONNUE
from spaser.donnees.portrait import Concentration, Portrait, Volume

LIGNES_MAX: Final = 8
_NOM_MAX: Final = 42  # letters of a name above a bar
_PLUSIEURS: Final = "Un marché compte dans le département de chacun de ses titulaires."
_SANS_LIEU: Final = (
    "Le lieu des titulaires n’est pas connu : il vient du répertoire Sirene, que ce calcul n’a pas "
    "lu."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repartition:
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
    chiffre: Chiffre
    compte: str


def write_familles(volumes: Sequence[Volume], periode: str) -> tuple[Bloc, ...]:
    repartition = Repartition(
        nom="familles",
        titre=f"Familles d’achats, {periode}",
        entete="Famille",
        autres="autres familles",
        inconnue=INCONNUE,
        partage=True,
    )
    return _write_repartition(volumes, repartition)


def _write_repartition(volumes: Sequence[Volume], r: Repartition) -> tuple[Bloc, ...]:
    if not volumes:
        return ()
    lignes = list(_shorten(volumes, r))
    total = sum(v.montant or 0.0 for v in volumes)
    avec_part = r.partage and total
    tableau = Tableau(
        typographie(r.titre),
        (r.entete, "Marchés", "Montant HT", *(("Part du montant",) if avec_part else ())),
        tuple(
            (
                v.nom,
                format_nombre(v.marches),
                tell_euros(v.montant),
                *((_tell_part(v.montant, total),) if avec_part else ()),
            )
            for v in lignes
        ),
        (6, 2, 3, 3) if avec_part else (7, 2, 3),
        ligne_nommee=True,
        identifiant=f"marches_identite_{r.nom}",
    )
    return (*_draw(lignes, r), tableau)


def _shorten(volumes: Sequence[Volume], r: Repartition) -> Iterator[Volume]:
    connus = [v for v in volumes if v.nom != r.inconnue]
    premiers, reste = connus[:LIGNES_MAX], connus[LIGNES_MAX:]
    yield from premiers
    if len(reste) == 1:
        yield reste[0]
    elif reste:
        yield add_volumes(f"{len(reste)} {r.autres}", reste)
    yield from (v for v in volumes if v.nom == r.inconnue)


def _tell_part(montant: float | None, total: float) -> str:
    return NON_CONNU if montant is None else format_pourcent(montant / total)


def _draw(volumes: Sequence[Volume], r: Repartition) -> Iterator[Figure]:
    chiffres = [v for v in volumes if v.montant]
    if len(chiffres) < 2:  # noqa: PLR2004 - one bar compares nothing
        return
    titre = typographie(r.titre)
    alt = typographie(" ; ".join(f"{v.nom} : {tell_euros(v.montant)}" for v in chiffres) + ".")
    rangs = [
        Rang(cut_titre(v.nom, _NOM_MAX), tell_euros(v.montant), v.montant or 0.0) for v in chiffres
    ]
    identifiant = f"marches_identite_{r.nom}_image"
    svg = draw_rangs(identifiant, titre, alt, rangs)
    yield Figure(svg, alt, f"{titre} (montant notifié HT)", identifiant=identifiant)


def write_titulaires(portrait: Portrait, periode: str) -> tuple[Bloc, ...]:
    if not portrait.titulaires:
        return ()
    tableau = Tableau(
        typographie(f"Premiers titulaires par le montant, {periode}"),
        ("Titulaire", "Marchés", "Montant HT"),
        tuple(
            (
                t.nom or f"SIREN {format_siren(t.siren)}",
                format_nombre(t.marches),
                tell_euros(t.montant),
            )
            for t in portrait.titulaires
        ),
        (7, 2, 3),
        ligne_nommee=True,
        identifiant="marches_identite_titulaires",
    )
    partage = Paragraphe(
        "Le montant entier d’un marché compte pour chacun de ses titulaires.",
        identifiant="marches_identite_partage",
    )
    concentration = portrait.concentration
    return (tableau, partage, *(_write_concentration(concentration) if concentration else ()))


def _write_concentration(c: Concentration) -> Iterator[Bloc]:
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
                f"{tell_euros(premiers.montant)} sur {tell_euros(c.connu)}",
                format_pourcent(part),
                bornes if c.inconnu else format_pourcent(part),
            )
        )
    yield Tableau(
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
            f"SIREN, pour {tell_euros(c.inconnu)} : la fourchette suppose qu’aucun, ou que tous, "
            "reviennent aux premiers."
        )
    yield Paragraphe(typographie(texte), identifiant="marches_identite_nombre")


def write_lieux(
    portrait: Portrait, noms: Mapping[str, str], locaux: Sequence[Local], periode: str
) -> tuple[Bloc, ...]:
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
) -> tuple[Bloc, ...]:
    if volumes is None:
        sans_lieu = typographie(_SANS_LIEU)
        return (Paragraphe(sans_lieu, identifiant="marches_identite_sanslieu"),)
    repartition = Repartition(
        nom="lieux",
        titre=f"Où sont établis les titulaires, {periode}",
        entete="Département",
        autres="autres départements",
        inconnue="Lieu non connu",
    )
    blocs = _write_repartition(_name_lieux(volumes, noms, repartition), repartition)
    return (*blocs, Paragraphe(_PLUSIEURS, identifiant="marches_identite_plusieurs"))


def _write_execution(
    volumes: Sequence[Volume], noms: Mapping[str, str], periode: str
) -> tuple[Bloc, ...]:
    """Say where contracts are executed, when that is more than one department."""
    repartition = Repartition(
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


def _name_lieux(volumes: Sequence[Volume], noms: Mapping[str, str], r: Repartition) -> list[Volume]:
    return [
        replace(v, nom=f"{noms[v.nom]} ({v.nom})" if v.nom in noms else v.nom or r.inconnue)
        for v in volumes
    ]


def _write_locaux(locaux: Sequence[Local]) -> Liste:
    return Liste(
        tuple(
            (Texte(typographie(f"{local.nom} : ")), local.chiffre, Texte(f" ({local.compte})."))
            for local in locaux
        ),
        identifiant="marches_identite_locaux",
    )
