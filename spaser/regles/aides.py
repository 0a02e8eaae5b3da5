"""Who helps a buyer, the news, the glossary, words used for one another."""

import re
from collections.abc import Hashable, Iterable
from datetime import date, timedelta
from functools import cache
from typing import ClassVar, Final
from urllib.parse import urlsplit

import msgspec

from spaser.contenus.faits import keep_connus
from spaser.contenus.lecture import Courant, read_contenu
from spaser.elements import fold_mots
from spaser.regles import nomenclatures
from spaser.regles.champs import UN_PAR_LIGNE, GenreDit, StructDit, ask, ask_corps, ask_long

# --- Who helps a buyer: networks, desks, chambers, services, trainings; where, and since when
# seen ---


_CODES: Final = f"{UN_PAR_LIGNE} Les codes des textes lus par le site, comme GUICHET-VERT."
_FRAIS: Final = timedelta(days=365)


class Sorte(nomenclatures.Nomenclature):
    """What kind of help it is; one file each."""

    GUICHETS = "guichets", "Guichets verts"
    RESEAUX = "reseaux", "Réseaux d’acheteurs"
    CLAUSES = "clauses", "Clauses sociales et entreprises de l’économie sociale"
    CHAMBRES = "chambres", "Chambres de commerce et de métiers"
    SERVICES = "services", "Services en ligne"
    FORMATIONS = "formations", "Formations"


class Appui(StructDit):
    """Somebody, or something, that helps; `porteur` runs it when its name does not say who.

    No region means everywhere. `vu_le` is the last day, month or year when a source shows it alive;
    empty for what needs no such proof. `a_completer`: who carries it was not found. `acteur` is its
    code in the catalogue of stakeholders, which takes its regions from here.
    """

    GROUPES: ClassVar = {
        "L’aide": "titre sorte resume porteur donne ne_donne_pas demarche",
        "Pour qui, où": "public cout duree courriel formulaire adresse regions departements",
        "Ce qu’on en sait": "vu_le confirme_par a_completer piste note faits",
    }

    code: str
    titre: str = ask("Nom", "Donnez un nom.", maximum=150)
    resume: str = ask_long("En bref", "Dites en une ou deux phrases ce que c’est.", lignes=3)
    porteur: str = ask("Porteur", aide="Qui le fait vivre, si le nom ne le dit pas", default="")
    donne: tuple[str, ...] = ask(
        "Ce que vous y trouvez",
        lignes=4,
        attendu=True,
        aide=f"{UN_PAR_LIGNE} Ou cochez une région.",
        default=(),
    )
    ne_donne_pas: tuple[str, ...] = ask(
        "Ce que vous n’y trouvez pas", lignes=4, aide=UN_PAR_LIGNE, default=()
    )
    demarche: str = ask_long("Comment faire", lignes=3, default="")
    public: str = ask("Pour qui", default="")
    cout: str = ask("Coût", default="")
    duree: str = ask("Durée", default="")
    courriel: str = ask("Adresse électronique", genre=GenreDit.COURRIEL, default="")
    formulaire: str = ask("Formulaire en ligne", genre=GenreDit.ADRESSE, default="")
    adresse: str = ask("Adresse de sa page", genre=GenreDit.ADRESSE, default="")
    regions: tuple[str, ...] = ask(
        "Régions",
        genre=GenreDit.CODES,
        quoi="une région",
        attendu=True,
        aide="Aucune case : partout en France.",
        default=(),
    )
    departements: tuple[str, ...] = ask(
        "Départements",
        lignes=2,
        quoi="le code d’un département",
        aide=f"{UN_PAR_LIGNE} Leur code, quand la région est trop grande.",
        default=(),
    )
    vu_le: str = ask(
        "Existence vérifiée le",
        aide="Un jour (2026-11-27), un mois (2026-11) ou une année : la dernière fois qu’une "
        "source ou un appel l’a montré en activité",
        faute=lambda vu: (
            ""
            if nomenclatures.is_date_partielle(vu)
            else "Écrivez une date comme 2026-11-27, 2026-11 ou 2026."
        ),
        default="",
    )
    confirme_par: str = ask(
        "Confirmé par", aide="Qui l’a montré en activité : une page, un appel", default=""
    )
    piste: str = ask_long(
        "Piste à vérifier",
        aide="Lue par l’équipe seule : une adresse trouvée, que rien ne confirme.",
        lignes=2,
        default="",
    )
    a_completer: bool = ask("On ne sait pas qui le porte", default=False)
    note: str = ask_long("À savoir", lignes=2, default="")
    acteur: str = ask("Code dans la carte des acteurs", cachee=True, default="")
    faits: tuple[str, ...] = ask(
        "Textes cités", lignes=3, attendu=True, aide=f"{_CODES} Un au moins, à l’envoi.", default=()
    )
    sorte: Sorte = ask(
        "Sorte d’aide",
        "Choisissez une sorte d’aide.",
        quoi="une sorte d’aide",
        default=Sorte.GUICHETS,
    )  # given by the name of the file
    mise_a_jour: date | None = None  # the day from which the programme's text replaces the file's

    @property
    def est_partout(self) -> bool:
        return not self.regions

    @property
    def est_joignable(self) -> bool:
        return bool(self.courriel or self.formulaire or self.adresse)

    @property
    def contact(self) -> str:
        """Say in a few words how to reach it, or that nobody found how."""
        if self.courriel:
            return f"Écrire à {self.courriel}"
        if self.formulaire:
            return f"Formulaire en ligne, {urlsplit(self.formulaire).hostname}"
        if self.adresse:
            return f"Sur sa page, {urlsplit(self.adresse).hostname}"
        return "Contact à compléter"

    @property
    def sources(self) -> tuple[nomenclatures.Source, ...]:
        return nomenclatures.cite(keep_connus(self.faits))

    def is_confirme(self, jour: date) -> bool:
        """Say whether something less than a year old shows it alive."""
        return bool(self.vu_le) and jour - nomenclatures.DatePartielle(self.vu_le).fin <= _FRAIS

    def tell_existence(self, jour: date) -> str:
        """Say in a few words whether it is known to exist; nothing where no proof is needed."""
        if self.a_completer:
            return "à compléter"
        if not self.vu_le:
            return ""
        confirme = self.is_confirme(jour)
        return (
            f"existence vérifiée {self._vu}"
            if confirme
            else f"existence non confirmée en {jour.year}"
        )

    def tell_trace(self, jour: date) -> str:
        """Say when it was last seen, when that is not enough to say that it exists."""
        if not self.vu_le or self.is_confirme(jour):
            return ""
        return f"dernière trace {self._vu}"

    @property
    def _vu(self) -> str:
        vu = nomenclatures.DatePartielle(self.vu_le)
        return f"{'le' if vu.debut == vu.fin else 'en'} {vu.libelle}"


def arrange_appuis(appuis: Iterable[Appui]) -> tuple[Appui, ...]:
    sortes = tuple(Sorte)
    return tuple(sorted(appuis, key=lambda appui: sortes.index(appui.sorte)))


@cache
def load_appuis() -> tuple[Appui, ...]:
    return tuple(appui for sorte in Sorte for appui in _load_sorte(sorte))


_COURANTS: Final = Courant("appuis", load_appuis)
read_appuis_from = _COURANTS.read_from
"""Has them read elsewhere than in the files, where the stakeholders take their regions."""


def list_par_acteur() -> dict[str, list[Appui]]:
    par_acteur: dict[str, list[Appui]] = {}
    for appui in _COURANTS.read():
        if appui.acteur:
            par_acteur.setdefault(appui.acteur, []).append(appui)
    return par_acteur


def filter_appuis(
    appuis: Iterable[Appui], region: str = "", sorte: Sorte | None = None
) -> tuple[Appui, ...]:
    """Return the supports of a kind; for a region, its own first, then the national ones."""
    retenus = tuple(appui for appui in appuis if sorte in {None, appui.sorte})
    if not region:
        return retenus
    siens = [a for a in retenus if region in a.regions]
    return arrange_appuis([*siens, *(a for a in retenus if a.est_partout)])


def _load_sorte(sorte: Sorte) -> tuple[Appui, ...]:
    lus = read_contenu(f"appuis/{sorte.value}.json", tuple[Appui, ...])
    return tuple(msgspec.structs.replace(appui, sorte=sorte) for appui in lus)


# --- News of the programme: short notes, each of a day ---


class Actualite(StructDit):
    """A note; `texte` is typed as `documents.corps` reads it."""

    code: str
    titre: str = ask("Titre", "Donnez un titre.", maximum=120)
    jour: date = ask("Jour de la note", "Donnez le jour de la note.")
    texte: str = ask_corps("Texte", "Écrivez la note.", lignes=8)
    mise_a_jour: date | None = None  # the day from which the programme's text replaces the file's


@cache
def load_actualites() -> tuple[Actualite, ...]:
    return arrange_actualites(read_contenu("actualites/actualites.json", tuple[Actualite, ...]))


def arrange_actualites(actualites: Iterable[Actualite]) -> tuple[Actualite, ...]:
    return tuple(sorted(actualites, key=lambda a: (a.jour, a.code), reverse=True))


def list_parues(actualites: Iterable[Actualite], jour: date) -> tuple[Actualite, ...]:
    """Return the news of a day and before: some may be written in advance."""
    return tuple(actualite for actualite in actualites if actualite.jour <= jour)


# --- The words of a scheme that a reader may not know, and which of them a text uses ---


class Terme(StructDit):
    """A term; `formes` are the ways it is written, `faits` the codes of what law says of it."""

    code: str
    titre: str = ask("Terme", "Écrivez le terme.", maximum=120)
    formes: tuple[str, ...] = ask(
        "Façons de l’écrire",
        lignes=4,
        aide=f"{UN_PAR_LIGNE} Un document explique le terme quand il emploie l’une d’elles ; "
        "un sigle se cherche en capitales.",
    )
    definition: str = ask_long("Ce qu’il veut dire", "Expliquez-le en une phrase.", lignes=3)
    faits: tuple[str, ...] = ask("Textes cités", lignes=2, aide=_CODES, default=())
    mise_a_jour: date | None = None  # the day from which the programme's text replaces the file's

    @property
    def initiale(self) -> str:
        return fold_mots(self.titre)[0].upper()


@cache
def load_glossaire() -> tuple[Terme, ...]:
    return arrange_termes(read_contenu("glossaire/glossaire.json", tuple[Terme, ...]))


def arrange_termes(termes: Iterable[Terme]) -> tuple[Terme, ...]:
    return tuple(sorted(termes, key=lambda terme: fold_mots(terme.titre)))


def find_termes(texte: str, termes: Iterable[Terme]) -> tuple[Terme, ...]:
    """Return the terms that a text uses, in their order; an acronym by its capitals."""
    plie = f" {fold_mots(texte)} "
    sigles = set(re.findall(r"\b[A-Z]{2,}\b", texte))
    return tuple(
        terme
        for terme in termes
        if any(f in sigles if f.isupper() else f" {fold_mots(f)} " in plie for f in terme.formes)
    )


# --- What buyers also call a thing: sets of words that mean the same to who looks for them ---


class Synonymes(StructDit):
    """Words or short phrases that are looked for one for another; `titre` is for the team."""

    code: str
    titre: str = ask("Ce que ces mots désignent", "Nommez ce qu’ils désignent.", maximum=150)
    formes: tuple[str, ...] = ask(
        "Les mots",
        "Donnez au moins deux mots.",
        lignes=8,
        aide=f"{UN_PAR_LIGNE} Des mots ou de courtes expressions, au singulier. Qui cherche "
        "l’un trouvera aussi les autres ; les accents et les pluriels ne comptent pas.",
    )
    mise_a_jour: date | None = None


@cache
def load_synonymes() -> tuple[Synonymes, ...]:
    return read_contenu("recherche/synonymes.json", tuple[Synonymes, ...])


def join_classes[Forme: Hashable](
    ensembles: Iterable[Iterable[Forme]],
) -> tuple[tuple[Forme, ...], ...]:
    """Return the sets joined where they share a form, whatever loops they make; forms in order."""
    parent: dict[Forme, Forme] = {}
    for ensemble in ensembles:
        formes = list(ensemble)
        for forme in formes:
            parent.setdefault(forme, forme)
            parent[_find_tete(parent, forme)] = _find_tete(parent, formes[0])
    classes: dict[Forme, list[Forme]] = {}
    for forme in parent:
        classes.setdefault(_find_tete(parent, forme), []).append(forme)
    return tuple(tuple(classe) for classe in classes.values())


def _find_tete[Forme: Hashable](parent: dict[Forme, Forme], forme: Forme) -> Forme:
    """Return the form that stands for a class, and shorten the way to it."""
    while parent[forme] != forme:
        parent[forme] = forme = parent[parent[forme]]
    return forme
