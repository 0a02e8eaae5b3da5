"""Part 4 of a scheme: stakeholders, words, sheets of families of purchases, sources."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.documents import document
from spaser.documents.bilan.vue import Mesure, summarize
from spaser.documents.francais import (
    cut_titre,
    format_date,
    format_euros_courts,
    format_nombre,
    pluriel,
    typographie,
)
from spaser.documents.schema.cadre import write_notes
from spaser.moteur.portrait import MOIS_PAR_FAMILLE, FamilleAchetee, FinDeContrat
from spaser.regles.acteurs import ActeurSuggere
from spaser.regles.aides import Terme

_OBJET_MAX: Final = 90
_PHRASES: Final = re.compile(r"(?<=[.!?]) (?=[A-ZÀÉÈÊ0-9«])")
_CONSIDERATIONS: Final = {
    "SOC-01": "Avec une considération sociale",
    "ENV-01": "Avec une considération environnementale",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilleMontree:
    """A family of purchases; `parts` are its rates by code, told beside its contracts."""

    code: str
    achats: FamilleAchetee
    parts: dict[str, Mesure]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicateurImprime:
    code: str
    nom: str
    sur: str  # « en nombre de marchés »
    cle: str  # of its blocks
    methode: str
    limites: str
    chiffres: Sequence[tuple[int, document.Chiffre]]


def write_acteurs(acteurs: Iterable[tuple[str, str, str, str]]) -> tuple[document.Bloc, ...]:
    """Return stakeholders: name, kind, role, what it brings; never anybody to call there."""
    return document.write_tableau(
        "Qui prend part au schéma, et ce que chacun apporte",
        {"Acteur": 4, "Type": 3, "Rôle": 3, "Ce qu’il apporte": 6},
        acteurs,
        "acteurs_acteurs_tableau",
    )


def write_aides(aides: Sequence[ActeurSuggere], region: str) -> tuple[document.Bloc, ...]:
    ou = f" : {region}, puis toute la France" if region else " dans toute la France"
    return document.write_tableau(
        f"Réseaux et appuis connus{ou}",
        {"Réseau ou appui": 4, "Ce qu’il fait": 6, "Source": 5},
        (
            (
                aide.nom,
                " ".join(filter(None, (aide.description, aide.reserve))),
                f"{aide.sources[0].libelle}, {aide.sources[0].mention}",
            )
            for aide in aides
        ),
        "acteurs_acteurs_aides",
    )


def write_glossaire(termes: Sequence[Terme]) -> tuple[document.Bloc, ...]:
    return document.write_tableau(
        "Les termes employés dans ce document",
        {"Terme": 1, "Ce qu’il veut dire": 3},
        (
            (t.titre, (document.Texte(typographie(t.definition)), *write_notes(t.faits)))
            for t in termes
        ),
        "glossaire_glossaire_termes",
    )


def read_blocs(blocs: Iterable[document.Bloc]) -> str:
    return "\n".join(texte for bloc in blocs for texte in _list_textes(bloc))


def _list_textes(bloc: document.Bloc) -> Iterator[str]:
    match bloc:
        case document.Tableau():
            yield from (bloc.legende, *bloc.entetes)
        case document.Figure():
            yield from (bloc.legende, bloc.alt)
        case document.Fiche():
            yield from (bloc.titre, *(nom for nom, _ in bloc.champs))
    yield from map(document.read_mots, document.list_contenus(bloc))


def write_familles(
    familles: Sequence[FamilleMontree], annee: int, reste: str, source: str, jour: date
) -> tuple[document.Bloc, ...]:
    if not familles:
        return ()
    intro = f"Marchés notifiés en {annee}, de la famille qui pèse le plus à celle qui pèse le moins"
    texte = f"{intro}. {reste} {source}.".replace("  ", " ")
    return (
        *document.write_paragraphe(texte, "marches_familles_lecture"),
        *(_write_famille(famille, annee, jour) for famille in familles),
    )


def _write_famille(famille: FamilleMontree, annee: int, jour: date) -> document.Fiche:
    achats = famille.achats
    parts = (
        (nom, _tell_part(famille.parts[code]))
        for code, nom in _CONSIDERATIONS.items()
        if code in famille.parts
    )
    champs = (
        (f"Achats de {annee}", _tell_volume(achats)),
        ("Titulaires", _tell_titulaires(achats)),
        *parts,
        (_name_fins(jour), _tell_fins(achats)),
    )
    nom = f"marches_familles_{famille.code}"
    return document.write_champs(achats.volume.nom, champs, nom)


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
    return f"{', '.join(morceaux)}."


def _tell_titulaires(achats: FamilleAchetee) -> str:
    if not achats.titulaires:
        return "Non connus : aucun marché ne donne un titulaire identifié."
    texte = pluriel(achats.titulaires, "titulaire différent", "titulaires différents")
    if achats.sans_titulaire:
        texte += f", {pluriel(achats.sans_titulaire, 'marché')} sans titulaire identifié"
    return f"{texte}."


def _tell_part(mesure: Mesure) -> str:
    if mesure.verdict == "absent":
        return f"Non connu : {mesure.raison}."
    return f"{mesure.texte} ({summarize(mesure)})."


def _tell_fins(achats: FamilleAchetee) -> str:
    sans_fin = (
        f" La fin de {pluriel(achats.sans_fin, 'marché')} n’est pas connue."
        if achats.sans_fin
        else ""
    )
    if not achats.nb_fins:
        return f"Aucun marché connu.{sans_fin}"
    noms = " ; ".join(_tell_fin(fin) for fin in achats.fins)
    dont = "" if achats.nb_fins == len(achats.fins) else ", dont les plus importants"
    return f"{pluriel(achats.nb_fins, 'marché')}{dont} : {noms}.{sans_fin}"


def _tell_fin(fin: FinDeContrat) -> str:
    montant = "" if fin.montant is None else f", {format_euros_courts(fin.montant)}"
    objet = cut_titre((fin.objet or "").strip().rstrip(".") or "objet non connu", _OBJET_MAX)
    return f"« {objet} » ({format_date(fin.fin)}{montant})"


def write_sources_indicateurs(
    indicateurs: Sequence[IndicateurImprime], limites: Sequence[str]
) -> tuple[document.Bloc, ...]:
    """Return, indicator by indicator, how it is counted and each figure printed of it.

    What several of them share is told once: sources first, rules and limits last.
    """
    if not indicateurs:
        return ()
    sources = _find_sources(indicateurs)
    comptes = Counter(p for i in indicateurs for p in dict.fromkeys(_list_phrases(i)))
    partagees = [phrase for phrase, nombre in comptes.items() if nombre > 1]
    toutes = list(dict.fromkeys((*limites, *partagees)))
    return (
        *_list_sources(sources),
        *(bloc for i in indicateurs for bloc in _write_indicateur(i, partagees, sources)),
        *(_write_limites(toutes) if toutes else ()),
    )


def write_references(indicateurs: Sequence[IndicateurImprime]) -> tuple[document.Bloc, ...]:
    """Return the figures of a short document in one table, without their methods."""
    if not indicateurs:
        return ()
    sources = _find_sources(indicateurs)
    noms = dict.fromkeys(f"{i.code} : {i.nom}" for i in indicateurs)
    tableau = document.write_tableau(
        "Chaque chiffre de ce document, sa référence et ce qu’il dit",
        {"Référence": 8, "Chiffre": 3, "Ce qu’il dit": 9},
        (
            (chiffre.reference, chiffre.texte, _shorten(chiffre.explication, annee, sources))
            for indicateur in indicateurs
            for annee, chiffre in indicateur.chiffres
        ),
        "chiffres_sources_tableau",
    )
    codes = document.write_paragraphe(f"{' ; '.join(noms)}.", "chiffres_sources_codes")
    return *tableau, *codes, *_list_sources(sources)


def _write_indicateur(
    indicateur: IndicateurImprime, partagees: Collection[str], sources: Sequence[str]
) -> Iterator[document.Bloc]:
    methode = " ".join(p for p in _list_phrases(indicateur) if p not in partagees)
    base = f"src_{indicateur.cle}"  # the longest code leaves room for no more
    nom = typographie(", ".join(filter(None, (indicateur.nom, indicateur.sur))))
    yield document.Paragraphe(
        (document.Texte(f"{nom}.", fort=True), document.Texte(f" {typographie(methode)}")),
        identifiant=f"{base}_m",
    )
    yield from document.write_tableau(
        nom,
        {"Année": 3, "Chiffre": 3, "Ce qu’il dit": 9, "Référence": 8},
        (
            (str(annee), c.texte, _shorten(c.explication, annee, sources), c.reference)
            for annee, c in indicateur.chiffres
        ),
        base,
    )


def _list_phrases(indicateur: IndicateurImprime) -> list[str]:
    return [*split_phrases(indicateur.methode), *split_phrases(indicateur.limites)]


def split_phrases(texte: str) -> list[str]:
    return _PHRASES.split(texte.strip()) if texte.strip() else []


def _find_sources(indicateurs: Iterable[IndicateurImprime]) -> list[str]:
    """Return the last sentences that several figures share: what they were counted on."""
    fins = Counter(
        phrases[-1]
        for indicateur in indicateurs
        for _, chiffre in indicateur.chiffres
        if (phrases := split_phrases(chiffre.explication))
    )
    return [phrase for phrase, nombre in fins.items() if nombre > 1]


def _list_sources(sources: Sequence[str]) -> tuple[document.Bloc, ...]:
    if not sources:
        return ()
    elements = (
        (
            document.Texte(f"{_name_source(sources, source)}\u00a0: ", fort=True),
            document.Texte(source),
        )
        for source in sources
    )
    return (document.Liste(tuple(elements), identifiant="chiffres_sources_sources"),)


def _name_source(sources: Sequence[str], source: str) -> str:
    if len(sources) == 1:
        return "Source, sauf mention contraire"
    return f"Source\u00a0{sources.index(source) + 1}"


def _shorten(explication: str, annee: int, sources: Sequence[str]) -> str:
    """Leave out the name and the year, that stand beside, and the only source; number others."""
    phrases = split_phrases(explication)
    if phrases and phrases[0].endswith(f", {annee}."):
        phrases = phrases[1:]
    if phrases and phrases[-1] in sources:
        source = phrases.pop()
        phrases += [f"{_name_source(sources, source)}."] if len(sources) > 1 else []
    return " ".join(phrases)


def _write_limites(limites: Sequence[str]) -> tuple[document.Bloc, ...]:
    return (
        *document.write_paragraphe(
            "Ce qui vaut pour plusieurs de ces chiffres :", "chiffres_sources_limites_lecture"
        ),
        document.Liste(tuple(map(typographie, limites)), identifiant="chiffres_sources_limites"),
    )
