"""Part 4 of a scheme: stakeholders, words, sheets of families of purchases, sources."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from spaser.documents.document import (
    Bloc,
    Chiffre,
    Contenu,
    Fiche,
    Figure,
    Liste,
    Paragraphe,
    Tableau,
    Texte,
    list_contenus,
    read_texte,
)
from spaser.documents.francais import (
    cut_titre,
    format_date,
    format_euros_courts,
    format_nombre,
    pluriel,
    typographie,
)
from spaser.documents.lecture import Mesure, summarize
from spaser.documents.schema.textes import tell_cellule, write_notes
from spaser.donnees.portrait import MOIS_PAR_FAMILLE, FamilleAchetee, FinDeContrat
from spaser.metier.acteurs.catalogue import ActeurSuggere
from spaser.metier.glossaire import Terme

_OBJET_MAX = 90
_CONSIDERATIONS = {
    "SOC-01": "Avec une considération sociale",
    "ENV-01": "Avec une considération environnementale",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActeurMontre:
    """A stakeholder: what it is, its role, what it brings; never anybody to call there."""

    nom: str
    genre: str
    role: str
    apport: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilleMontree:
    """A family of purchases; `parts` are its rates by code, told beside its contracts."""

    code: str
    achats: FamilleAchetee
    parts: dict[str, Mesure]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodeDite:
    """How an indicator is counted, and what that does not see."""

    nom: str
    methode: str
    limites: str


def write_acteurs(acteurs: Sequence[ActeurMontre]) -> tuple[Bloc, ...]:
    """Return who takes part, in a table; nothing when nobody does."""
    if not acteurs:
        return ()
    tableau = Tableau(
        "Qui prend part au schéma, et ce que chacun apporte",
        ("Acteur", "Type", "Rôle", "Ce qu’il apporte"),
        tuple(
            (typographie(a.nom), *(tell_cellule(t) for t in (a.genre, a.role, a.apport)))
            for a in acteurs
        ),
        (4, 3, 3, 6),
        ligne_nommee=True,
        identifiant="acteurs_acteurs_tableau",
    )
    return (tableau,)


def write_aides(aides: Sequence[ActeurSuggere], region: str) -> tuple[Bloc, ...]:
    """Return who helps buyers in a region, then everywhere, each with its source."""
    if not aides:
        return ()
    ou = f"Réseaux et appuis connus : {region}, puis toute la France"
    tableau = Tableau(
        typographie(ou if region else "Réseaux et appuis connus dans toute la France"),
        ("Réseau ou appui", "Ce qu’il fait", "Source"),
        tuple(
            (
                typographie(aide.nom),
                typographie(" ".join(filter(None, (aide.description, aide.reserve)))),
                typographie(f"{aide.sources[0].libelle}, {aide.sources[0].mention}"),
            )
            for aide in aides
        ),
        (4, 6, 5),
        ligne_nommee=True,
        identifiant="acteurs_acteurs_aides",
    )
    return (tableau,)


def write_glossaire(termes: Sequence[Terme]) -> tuple[Bloc, ...]:
    """Return the words that a document uses; nothing when it uses none."""
    if not termes:
        return ()
    tableau = Tableau(
        "Les termes employés dans ce document",
        ("Terme", "Ce qu’il veut dire"),
        tuple((typographie(terme.terme), _write_definition(terme)) for terme in termes),
        (1, 3),
        ligne_nommee=True,
        identifiant="glossaire_glossaire_termes",
    )
    return (tableau,)


def _write_definition(terme: Terme) -> Contenu:
    return Texte(typographie(terme.definition)), *write_notes(terme.faits)


def read_blocs(blocs: Iterable[Bloc]) -> str:
    """Return all the words of some blocks."""
    return "\n".join(texte for bloc in blocs for texte in _list_textes(bloc))


def _list_textes(bloc: Bloc) -> Iterator[str]:
    match bloc:
        case Tableau():
            yield from (bloc.legende, *bloc.entetes)
        case Figure():
            yield from (bloc.legende, bloc.alt)
        case Fiche():
            yield from (bloc.titre, *(nom for nom, _ in bloc.champs))
    yield from map(read_texte, list_contenus(bloc))


def write_familles(
    familles: Sequence[FamilleMontree], annee: int, reste: str, source: str, jour: date
) -> tuple[Bloc, ...]:
    """Return a sheet a family, after what they are counted on."""
    if not familles:
        return ()
    intro = f"Marchés notifiés en {annee}, de la famille qui pèse le plus à celle qui pèse le moins"
    texte = typographie(f"{intro}. {reste} {source}.".replace("  ", " "))
    return (
        Paragraphe(texte, identifiant="marches_familles_lecture"),
        *(_write_famille(famille, annee, jour) for famille in familles),
    )


def _write_famille(famille: FamilleMontree, annee: int, jour: date) -> Fiche:
    achats = famille.achats
    champs: list[tuple[str, Contenu]] = [
        (f"Achats de {annee}", _tell_volume(achats)),
        ("Titulaires", _tell_titulaires(achats)),
    ]
    champs += [
        (nom, _tell_part(famille.parts[code]))
        for code, nom in _CONSIDERATIONS.items()
        if code in famille.parts
    ]
    champs.append((_name_fins(jour), _tell_fins(achats)))
    return Fiche(
        typographie(achats.volume.nom),
        tuple(champs),
        identifiant=f"marches_familles_{famille.code}",
    )


def _name_fins(jour: date) -> str:
    fin = jour.replace(year=jour.year + MOIS_PAR_FAMILLE // 12, day=1)
    mois = format_date(fin).split("\u00a0", 1)[1]
    return f"Se terminent d’ici {mois}"


def _tell_volume(achats: FamilleAchetee) -> str:
    volume = achats.volume
    morceaux = [pluriel(volume.marches, "marché")]
    if volume.montant is not None:
        morceaux.append(f"{format_euros_courts(volume.montant)} HT notifiés")
    if volume.sans_montant:
        morceaux.append(f"{format_nombre(volume.sans_montant)} sans montant utilisable")
    if volume.subsequents:
        morceaux.append(f"{pluriel(volume.subsequents, 'marché')} déjà dans un accord-cadre")
    return typographie(f"{', '.join(morceaux)}.")


def _tell_titulaires(achats: FamilleAchetee) -> str:
    if not achats.titulaires:
        return "Non connus : aucun marché ne donne un titulaire identifié."
    texte = pluriel(achats.titulaires, "titulaire différent", "titulaires différents")
    if achats.sans_titulaire:
        texte += f", {pluriel(achats.sans_titulaire, 'marché')} sans titulaire identifié"
    return typographie(f"{texte}.")


def _tell_part(mesure: Mesure) -> str:
    if mesure.verdict == "absent":
        return typographie(f"Non connu : {mesure.raison}.")
    return typographie(f"{mesure.texte} ({summarize(mesure)}).")


def _tell_fins(achats: FamilleAchetee) -> Contenu:
    sans_fin = (
        f" La fin de {pluriel(achats.sans_fin, 'marché')} n’est pas connue."
        if achats.sans_fin
        else ""
    )
    if not achats.nb_fins:
        return typographie(f"Aucun marché connu.{sans_fin}")
    noms = " ; ".join(_tell_fin(fin) for fin in achats.fins)
    dont = "" if achats.nb_fins == len(achats.fins) else ", dont les plus importants"
    return typographie(f"{pluriel(achats.nb_fins, 'marché')}{dont} : {noms}.{sans_fin}")


def _tell_fin(fin: FinDeContrat) -> str:
    montant = "" if fin.montant is None else f", {format_euros_courts(fin.montant)}"
    objet = cut_titre((fin.objet or "").strip().rstrip(".") or "objet non connu", _OBJET_MAX)
    return f"« {objet} » ({format_date(fin.fin)}{montant})"


def write_sources(
    chiffres: Sequence[Chiffre], methodes: Sequence[MethodeDite], limites: Sequence[str]
) -> tuple[Bloc, ...]:
    """Return where each figure comes from, how each indicator is counted, what data do not say."""
    if not chiffres:
        return ()
    tableau = Tableau(
        "Chaque chiffre de ce document, ce qu’il dit et sa référence",
        ("Chiffre", "Ce qu’il dit", "Référence"),
        tuple((c.texte, c.explication, c.reference) for c in chiffres),
        (2, 6, 5),
        ligne_nommee=True,
        identifiant="chiffres_sources_tableau",
    )
    comptes = Tableau(
        "Comment chaque indicateur est compté",
        ("Indicateur", "Méthode", "Ce qu’elle ne dit pas"),
        tuple(
            (typographie(m.nom), typographie(m.methode), tell_cellule(m.limites)) for m in methodes
        ),
        (3, 5, 5),
        ligne_nommee=True,
        identifiant="chiffres_sources_methodes",
    )
    return (
        tableau,
        *((comptes,) if methodes else ()),
        *(_write_limites(limites) if limites else ()),
    )


def _write_limites(limites: Sequence[str]) -> tuple[Bloc, ...]:
    return (
        Paragraphe(
            typographie("Ce que les données publiées ne disent pas :"),
            identifiant="chiffres_sources_limites_lecture",
        ),
        Liste(tuple(map(typographie, limites)), identifiant="chiffres_sources_limites"),
    )
