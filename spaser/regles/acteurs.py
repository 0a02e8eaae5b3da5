"""Stakeholders: one of them, the catalogue, what makes two of them one, how long they are kept."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import chain
from typing import Any, Final, Protocol, Self, runtime_checkable

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.elements import fold_mots
from spaser.regles.aides import list_par_acteur
from spaser.regles.champs import ChampDit, GenreDit, RangeeDite, change
from spaser.regles.indicateurs import Rubrique, SousTheme
from spaser.regles.nomenclatures import Confiance, Nomenclature, Source

# --- A stakeholder as plain values, its closed lists, and its texts as they are kept ---


class RoleActeur(Nomenclature):
    """How far a stakeholder takes part, from the least to the most."""

    INFORMATION = "information", "Partage d’information"
    CONSULTATION = "consultation", "Consultation"
    PARTENARIAT = "partenariat", "Partenariat"
    CO_CONSTRUCTION = "co_construction", "Co-construction"
    DECISION = "decision", "Décision"

    @property
    def rang(self) -> int:
        """Return 1 for the least involved, 5 for who decides."""
        return list(RoleActeur).index(self) + 1

    @classmethod
    def du_centre(cls) -> list[Self]:
        """Return the roles from the centre of the picture outwards."""
        return list(reversed(cls))


class FormeSollicitation(Nomenclature):
    COMITE = "comite", "Participation à un comité"
    ATELIER = "atelier", "Atelier de travail"
    ENVOI = "envoi", "Envoi de contenus"
    ENTRETIEN = "entretien", "Entretien"
    QUESTIONNAIRE = "questionnaire", "Questionnaire"
    RENCONTRE = "rencontre", "Rencontre avec les fournisseurs"
    CONVENTION = "convention", "Convention"


class Moyen(Nomenclature):
    COURRIEL = "courriel", "Courriel"
    TELEPHONE = "telephone", "Téléphone"
    REUNION = "reunion", "Réunion"
    ATELIER = "atelier", "Atelier"
    COURRIER = "courrier", "Courrier"
    AUTRE = "autre", "Autre"


NOM_MAX: Final = 200
TEXTE_MAX: Final = 20_000
_PETITS_MOTS: Final = frozenset("a au aux d de des du en et l la le les".split())
_LIGNE: Final = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLES: Final = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)


ETAPE_1: Final = "etape_1"
ETAPE_2: Final = "etape_2"


@runtime_checkable
class ActeurDit(RangeeDite, Protocol):
    """One line of the table: what identifies it (step 1), what it brings (step 2).

    Its columns are those that its model says; these are what rules compute with.
    """

    typologie: str
    nom: str
    commentaire: str
    role: RoleActeur | None
    contribution: str
    formes: tuple[FormeSollicitation, ...]
    nature: str
    siren: str
    verifie_le: date | None
    cle: str


# One cell of the programme's own table, and of our pages, holds two of our columns; the
# programme's titles carry examples: their beginning is enough.
REUNIES: Final = (
    ChampDit(genre=GenreDit.TEXTE, nom="role et contribution",
             titre="Rôle et contribution pour mon SPASER", court="Rôle et contribution",
             debuts="role et contribution", champs=("role", "contribution")),
    ChampDit(genre=GenreDit.TEXTE, nom="forme et nature",
             titre="Forme et nature de la sollicitation", debuts="forme et nature",
             champs=("formes", "nature")),
)  # fmt: skip


def clean_texte(texte: str) -> str:
    """Return a text with plain line ends and nothing invisible; its inner blanks are kept."""
    return _INVISIBLES.sub("", _LIGNE.sub("\n", texte)).strip()


def clean_nom(texte: str) -> str:
    return " ".join(clean_texte(texte).split("\n"))


def fold_nom_acteur(nom: str) -> str:
    mots = fold_mots(nom).split()
    utiles = [mot for mot in mots if mot not in _PETITS_MOTS]
    return " ".join(utiles or mots) or nom


def sort_formes(formes: Collection[FormeSollicitation]) -> tuple[FormeSollicitation, ...]:
    return tuple(forme for forme in FormeSollicitation if forme in formes)


# --- The catalogue: kinds of stakeholders, those known by region, and the themes they speak to
# ---


class Typologie(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of stakeholder; `exemples` names some that a source names."""

    code: str
    libelle: str
    court: str
    apport: str
    exemples: str = ""
    du_programme: bool
    autres_noms: tuple[str, ...] = ()


class ActeurSuggere(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stakeholder that a source names; without region, it works for the whole country.

    The regions of one that « Qui peut m’aider » tells of are those that are said there.
    """

    code: str
    typologie: str
    nom: str
    description: str
    regions: tuple[str, ...] = ()
    role: RoleActeur
    formes: tuple[FormeSollicitation, ...]
    themes: tuple[str, ...] = ()
    reserve: str = ""
    sources: tuple[Source, ...]

    @property
    def confiance(self) -> Confiance:
        return min((source.confiance for source in self.sources), key=lambda c: c.value)

    @property
    def verifie_le(self) -> date:
        return max(source.verifie_le for source in self.sources)

    @property
    def est_nationale(self) -> bool:
        return not self.regions

    def make_acteur(self, forme: type[ActeurDit]) -> ActeurDit:
        return forme(
            nom=self.nom,
            typologie=self.typologie,
            description=self.description,
            commentaire=self.reserve,
            role=self.role,
            formes=sort_formes(self.formes),  # as files say them
            source="\n".join(f"{source.libelle} : {source.url}" for source in self.sources),
            verifie_le=self.verifie_le,
        )


class PlaceActeur(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where stakeholders of a kind usually stand around a scheme, with names as examples."""

    typologie: str
    role: RoleActeur
    noms: tuple[str, ...]


class ThemeActeurs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sub-theme of one of the four rubrics, and the kinds of stakeholders to meet about it.

    `sous_theme` is its code in the other tools of a space, where they name it otherwise.
    """

    code: str
    rubrique: str
    libelle: str
    typologies: tuple[str, ...]
    sous_theme: str = ""


@dataclass(frozen=True, slots=True)
class RubriqueActeurs:
    code: str
    libelle: str
    themes: tuple[ThemeActeurs, ...]


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """All three files, read together."""

    typologies: tuple[Typologie, ...]
    suggestions: tuple[ActeurSuggere, ...]
    themes: tuple[ThemeActeurs, ...]

    def find_typologie(self, code: str) -> Typologie | None:
        return next((t for t in self.typologies if t.code == code), None)

    def find_suggestion(self, code: str) -> ActeurSuggere | None:
        return next((s for s in self.suggestions if s.code == code), None)

    def find_themes(self, code: str) -> tuple[ThemeActeurs, ...]:
        return tuple(theme for theme in self.themes if code in {theme.code, theme.rubrique})

    def find_code(self, theme: str) -> str:
        """Return the theme or the rubric to look under for a sub-theme of the other tools."""
        if self.find_themes(theme):
            return theme
        voisins = (t.code for t in self.themes if theme and t.sous_theme == theme)
        rubriques = (t.rubrique.value for t in SousTheme if t.value == theme)
        return next(chain(voisins, rubriques), "")

    @property
    def rubriques(self) -> tuple[RubriqueActeurs, ...]:
        return tuple(
            RubriqueActeurs(rubrique.value, rubrique.libelle, self.find_themes(rubrique.value))
            for rubrique in Rubrique
        )

    def name_typologie(self, code: str) -> str:
        trouvee = self.find_typologie(code)
        return trouvee.libelle if trouvee else ""

    def read_typologie(self, texte: str) -> str:
        return _index_noms(self.typologies).get(fold_nom_acteur(texte), "")

    def suggest(self, region: str, theme: str = "") -> tuple[ActeurSuggere, ...]:
        """Return who may be met in a region, its own first; a theme keeps those who speak to it."""
        themes = self.find_themes(theme)
        codes = {t.code for t in themes}
        placees = _place(self.suggestions)
        proches = (s for s in placees if region and region in s.regions)
        nationales = (s for s in placees if s.est_nationale)
        return tuple(
            s for s in (*proches, *nationales) if not themes or codes.intersection(s.themes)
        )

    def list_typologies(self, theme: str) -> tuple[Typologie, ...]:
        codes = {code for t in self.find_themes(theme) for code in t.typologies}
        return tuple(t for t in self.typologies if t.code in codes)


def _place(suggestions: Iterable[ActeurSuggere]) -> list[ActeurSuggere]:
    """Give stakeholders the regions that « Qui peut m’aider » gives for them."""
    appuis = list_par_acteur()
    return [
        msgspec.structs.replace(s, regions=tuple(r for a in appuis[s.code] for r in a.regions))
        if s.code in appuis
        else s
        for s in suggestions
    ]


@cache
def load_catalogue() -> Catalogue:
    return Catalogue(
        typologies=read_contenu("acteurs/typologies.json", tuple[Typologie, ...]),
        suggestions=read_contenu("acteurs/suggestions.json", tuple[ActeurSuggere, ...]),
        themes=read_contenu("acteurs/themes.json", tuple[ThemeActeurs, ...]),
    )


@cache
def load_ecosysteme() -> tuple[PlaceActeur, ...]:
    return read_contenu("acteurs/ecosysteme.json", tuple[PlaceActeur, ...])


@cache
def _index_noms(typologies: tuple[Typologie, ...]) -> dict[str, str]:
    return {
        fold_nom_acteur(nom): typologie.code
        for typologie in reversed(typologies)
        for nom in (typologie.code, typologie.libelle, typologie.court, *typologie.autres_noms)
    }


# --- Two descriptions of one stakeholder become one, and nothing of either is lost ---


_SEULS: Final = ("typologie", "nom", "role", "siren")  # one value at a time


@dataclass(frozen=True, slots=True)
class Difference:
    champ: ChampDit
    avant: Any
    apres: Any


def list_differences(avant: ActeurDit, apres: ActeurDit) -> tuple[Difference, ...]:
    dits = (
        Difference(champ, getattr(avant, champ.nom), getattr(apres, champ.nom))
        for champ in avant.champs
        if champ.genre is not GenreDit.CLE
    )
    return tuple(dite for dite in dits if dite.avant != dite.apres)


def merge_acteurs(garde: ActeurDit, autre: ActeurDit) -> ActeurDit:
    """Fill in `garde` with `autre`; two texts that differ are both kept, one under the other.

    Where only one value can stand, `garde` keeps its own and the other goes to the comment.
    """
    reunis: dict[str, Any] = {}
    restes = []
    for champ in garde.champs:
        sien, recu = getattr(garde, champ.nom), getattr(autre, champ.nom)
        if champ.genre is GenreDit.TEXTE:
            reunis[champ.nom] = _join(sien, recu)
        elif champ.nom in _SEULS:
            reunis[champ.nom] = sien or recu
            if sien and recu and sien != recu:
                restes.append(f"{champ.libelle} : {getattr(recu, 'libelle', recu)}")
    reunis["commentaire"] = _join(garde.commentaire, autre.commentaire, *restes)
    reunis["formes"] = sort_formes({*garde.formes, *autre.formes})
    jours = [jour for jour in (garde.verifie_le, autre.verifie_le) if jour]
    reunis["verifie_le"] = max(jours, default=None)
    return change(garde, **reunis)


def overwrite(garde: ActeurDit, autre: ActeurDit, champs: Collection[str]) -> ActeurDit:
    """Take the given fields of `autre`; the other fields, and the identifier, stay."""
    pris = {c.nom for c in garde.champs if c.nom in champs and c.genre is not GenreDit.CLE}
    return change(garde, **{nom: getattr(autre, nom) for nom in pris})


def _join(*textes: str) -> str:
    """Put texts under one another, each once: one that stands in another is not repeated."""
    gardes: list[str] = []
    for texte in textes:
        if texte and not any(texte in garde for garde in gardes):
            gardes.append(texte)
    return "\n".join(gardes)


# --- How long the name of a contact person is kept: a rule of this site, told before it acts ---


DUREE_ANS: Final = 3  # without any exchange
PREAVIS: Final = timedelta(days=30)


def end_conservation(dernier_contact: date) -> date:
    """Return the day when a person is erased if nobody meets her again."""
    annee = dernier_contact.year + DUREE_ANS
    try:
        return dernier_contact.replace(year=annee)
    except ValueError:  # the 29th of February
        return date(annee, 3, 1)


def is_to_announce(dernier_contact: date, aujourdhui: date) -> bool:
    return aujourdhui >= end_conservation(dernier_contact) - PREAVIS


def is_to_erase(dernier_contact: date, annonce: date | None, aujourdhui: date) -> bool:
    if annonce is None or annonce <= dernier_contact:
        return False
    return aujourdhui >= max(end_conservation(dernier_contact), annonce + PREAVIS)
