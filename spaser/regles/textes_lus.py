"""A fact as the programme team edits it: flat, with its points in their order.

What the site computes with, and what its pages cite by a code, may be changed and never taken away.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import ClassVar, Final, Literal

import msgspec

from spaser.contenus.faits import NIVEAUX, Fait, Faits, NombreCite, find_fautes
from spaser.regles.champs import UN_PAR_LIGNE, GenreDit, StructDit, ask, ask_long

_LIGNE: Final = 600
_DELAI: Final = timedelta(days=92)  # before the next reading of what nothing dates
_COMPTES: Final = {"CCP-R2196-1": ("delai", "seuil"), "CGI-278": ("taux_tva",)}
"""The numbers that figures of contracts and of spending are computed with."""


def _find_faute_nom(nom: str) -> str:
    if re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*", nom):
        return ""
    return "Écrivez ce nom en minuscules sans accent, les mots reliés par des tirets."


class PointFait(StructDit):
    """A finer statement of a text, cited by `CODE.nom`."""

    nom: str = ask(
        "Nom",
        "Donnez un nom court à ce point, comme « delai ».",
        maximum=40,
        aide="Il suit le code dans une citation, et ne change plus",
        faute=_find_faute_nom,
    )
    texte: str = ask_long("Énoncé", "Écrivez l’énoncé de ce point.", lignes=2)


class TexteLu(StructDit):
    """The fields of a fact (`spaser.contenus.faits.Fait`), points as lines."""

    GROUPES: ClassVar = {
        "Ce qu’il dit": "texte enonce sujet articles depuis jusqu_a",
        "Ce qui a été lu": "lu_le version_lue reproduit_par adresse officiel morte_le",
        "Ce qui est sûr": "confiance reserve a_relire_le",
    }

    code: str
    sujet: str = ask("Sujet", "Choisissez un sujet.", genre=GenreDit.CODE, quoi="un sujet")
    enonce: str = ask_long("Ce qu’il dit, en nos mots", "Écrivez l’énoncé.", lignes=4)
    texte: str = ask("Texte ou page", "Dites de quel texte il s’agit.", maximum=_LIGNE)
    version_lue: str = ask("Version lue", "Dites quelle version a été lue.", maximum=_LIGNE)
    confiance: Literal["A", "B", "C", "D"] = ask(
        "Confiance",
        "Choisissez un degré de confiance.",
        genre=GenreDit.CODE,
        quoi="un degré de confiance",
        source=lambda: {lettre: niveau.mots.capitalize() for lettre, niveau in NIVEAUX.items()},
    )
    a_relire_le: date = ask("À relire le", "Dites quand relire ce texte.")
    points: tuple[PointFait, ...] = ask(
        "Points",
        element="un point",
        maximum=40,
        aide="Chacun est cité à part par des pages du site : son texte change, son nom reste.",
        default=(),
    )
    articles: tuple[str, ...] = ask(
        "Articles dont il parle seul",
        lignes=2,
        aide=f"{UN_PAR_LIGNE} Le code, puis le numéro. Deux textes ne parlent pas du même "
        "article le même jour.",
        default=(),
    )
    depuis: date | None = ask("Valable depuis le", attendu=True, default=None)
    jusqu_a: date | None = ask(
        "Jusqu’au",
        attendu=True,
        aide="À laisser vide tant que le texte n’a pas de fin",
        default=None,
    )
    reproduit_par: str = ask(
        "Qui le reproduit",
        maximum=_LIGNE,
        attendu=True,
        aide="L’éditeur de la page lue ; « données ouvertes LEGI » : c’est une copie",
        default="",
    )
    adresse: str = ask("Page lue", genre=GenreDit.ADRESSE, attendu=True, default="")
    officiel: str = ask("Publication officielle", genre=GenreDit.ADRESSE, attendu=True, default="")
    lu_le: date | None = ask("Lu le", attendu=True, default=None)
    morte_le: date | None = ask("La page lue ne répond plus depuis le", default=None)
    reserve: str = ask_long(
        "À vérifier",
        lignes=3,
        attendu=True,
        aide="Ce qui n’est pas sûr : affiché avec le texte.",
        default="",
    )
    valeurs: tuple[NombreCite, ...] = ask(
        "Nombres",
        element="un nombre",
        maximum=60,
        aide="Ceux que le site reprend ou avec lesquels il calcule. Changez aussi l’énoncé.",
        default=(),
    )
    mise_a_jour: date | None = None  # the day from which the programme's text replaces the file's

    @property
    def titre(self) -> str:
        """Return what names it to a reader."""
        return self.texte

    def to_fait(self) -> Fait:
        dits = msgspec.structs.asdict(self)
        del dits["mise_a_jour"]
        dits["version"] = dits.pop("version_lue")
        return Fait(**dits | {"points": {point.nom: point.texte for point in self.points}})


def read_texte_lu(fait: Fait) -> TexteLu:
    points = tuple(PointFait(nom=nom, texte=texte) for nom, texte in fait.points.items())
    dits = msgspec.structs.asdict(fait)
    dits["version_lue"] = dits.pop("version")
    return TexteLu(**dits | {"points": points})


def merge_textes(fichiers: Faits, textes: Iterable[TexteLu]) -> Faits:
    """Return the facts of the files, with these in place of theirs; what is added comes last.

    The points and numbers that a newer file adds, and the subject it has, are the file's.
    """
    par_code = dict(fichiers.par_code)
    for texte in textes:
        fichier = fichiers.par_code.get(texte.code)
        fait = texte.to_fait()
        par_code[texte.code] = _complete(fait, fichier) if fichier else fait
    sujets: dict[str, list[Fait]] = {sujet: [] for sujet in fichiers.sujets}
    for fait in par_code.values():
        sujets.setdefault(fait.sujet, []).append(fait)
    return Faits({sujet: tuple(faits) for sujet, faits in sujets.items()})


def complete_texte(texte: TexteLu, fichier: Fait | None) -> TexteLu:
    """Return a text of the team with what a newer file adds to it."""
    if fichier is None:
        return texte
    complet = read_texte_lu(_complete(texte.to_fait(), fichier))
    return msgspec.structs.replace(complet, mise_a_jour=texte.mise_a_jour)


def _complete(fait: Fait, fichier: Fait) -> Fait:
    """Return a fact of the team with what the site reads in its file and it does not hold."""
    noms = Counter(valeur.nom for valeur in fichier.valeurs)
    nommes = {nom for nom, nombre in noms.items() if nombre == 1}
    dits = {_key(v, nommes) for v in fait.valeurs if v.valeur is not None}
    ajoutees = [v for v in fichier.valeurs if v.valeur is not None and _key(v, nommes) not in dits]
    trouvees = {_key(v, nommes) for v in ajoutees}
    gardees = [v for v in fait.valeurs if _key(v, nommes) not in trouvees]
    return msgspec.structs.replace(
        fait,
        sujet=fichier.sujet,
        points=fait.points | fichier.points | fait.points,
        valeurs=(*gardees, *ajoutees),
    )


def _key(valeur: NombreCite, nommes: Container[str]) -> tuple[object, ...]:
    """Return what tells a number from the others: its name, where the file gives it once."""
    if valeur.nom in nommes:
        return (valeur.nom,)
    return (valeur.nom, valeur.annee, valeur.objet, valeur.indicateur, valeur.variante)


def reread(texte: TexteLu, lu_le: date, **lecture: str | date) -> TexteLu:
    """Return a text that was read again, and still says the same; its page answers."""
    return msgspec.structs.replace(texte, lu_le=lu_le, morte_le=None, **lecture)


def reread_same(texte: TexteLu, jour: date) -> TexteLu:
    return reread(
        texte,
        jour,
        adresse=texte.adresse or texte.officiel,
        a_relire_le=propose_relecture(texte, jour),
    )


def is_relecture(avant: TexteLu, apres: TexteLu) -> bool:
    """Say whether a text only tells another reading of what is shown."""
    lus = {champ: getattr(avant, champ) for champ in _LECTURE}
    return msgspec.structs.replace(apres, **lus) == avant


_LECTURE: Final = (
    *("lu_le", "version_lue", "reproduit_par", "adresse"),
    *("a_relire_le", "morte_le", "mise_a_jour"),
)


def may_reread_same(fait: Fait, jour: date) -> bool:
    """Say whether a text is due, and its page answers: it may be said exact among others."""
    due = fait.a_relire_le < jour and fait.holds_on(jour)
    return due and bool(fait.lu_le) and not fait.morte_le


def propose_relecture(texte: TexteLu, jour: date) -> date:
    """Return when to read again what is read on a day: as long after as the last time."""
    ecart = texte.a_relire_le - texte.lu_le if texte.lu_le else _DELAI
    return jour + ecart


def list_decomptes(fait: Fait, fichier: Fait | None) -> tuple[NombreCite, ...]:
    """Return the numbers that figures are still computed with, where the team gave another.

    Figures of past years follow the rule of their day: they change with a version of the site.
    """
    dits = {valeur.nom: valeur.valeur for valeur in fait.valeurs}
    return tuple(
        valeur
        for valeur in (fichier.valeurs if fichier else ())
        if valeur.nom in _COMPTES.get(fait.code, ()) and dits.get(valeur.nom) != valeur.valeur
    )


def check_texte(texte: TexteLu, faits: Faits, fichier: Fait | None) -> list[str]:
    """List, in French, what keeps a text from its second reader, among the facts of a day."""
    lu = texte.to_fait()
    autres = [fait for fait in faits.par_code.values() if fait.code != lu.code]
    fautes = [f.tell(_CHAMPS) for f in find_fautes([*autres, lu]) if lu.code in f.codes]
    fautes += _list_vides(texte)
    if fichier is not None:
        fautes += _list_manques(lu, fichier)
    return [f"{faute[0].upper()}{faute[1:]}" for faute in fautes]


_CHAMPS: Final[Mapping[str, str]] = {
    "jusqu_a": "« Jusqu’au »",
    "a_relire_le": "« À relire le »",
    "reproduit_par": "« Qui le reproduit »",
    "adresse": "« Page lue »",
    "officiel": "« Publication officielle »",
    "reserve": "« À vérifier »",
    "valeurs.reserve": "« Ce qui n’est pas sûr »",
}
"""The fields of a fact, under the names that its form gives them."""


def _list_vides(texte: TexteLu) -> Iterator[str]:
    for nom, quoi in _REQUIS.items():
        if not getattr(texte, nom):
            yield f"dites {quoi}."
    noms = [point.nom for point in texte.points]
    if len({*noms}) < len(noms):
        yield "deux points portent le même nom : donnez à chacun le sien."


_REQUIS: Final[Mapping[str, str]] = {
    "texte": "de quel texte il s’agit",
    "enonce": "ce qu’il énonce",
    "version_lue": "quelle version a été lue",
}


def _list_manques(lu: Fait, fichier: Fait) -> Iterator[str]:
    """Tell what pages of the site cite, or compute with, and would no longer find."""
    for nom in fichier.points:
        if nom not in lu.points:
            yield f"des pages citent le point « {nom} » : gardez-le, avec un autre texte s’il faut."
    if lu.sujet != fichier.sujet:
        yield "des pages réunissent les textes de son sujet : laissez-lui le sien."
    if fichier.lu_le and not lu.lu_le:
        yield "des pages citent ce texte comme lu : gardez le jour de lecture."
    manques = _name_nombres(fichier) - _name_nombres(lu)
    for nom in dict.fromkeys(v.nom for v in fichier.valeurs if v.nom in manques):
        yield f"le site calcule avec le nombre « {nom} » : gardez-le, ou corrigez-le."


def _name_nombres(fait: Fait) -> set[str]:
    return {valeur.nom for valeur in fait.valeurs if valeur.valeur is not None}
