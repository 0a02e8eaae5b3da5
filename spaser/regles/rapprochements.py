"""What makes two sheets of the register one, and what changed between two of its versions."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

import msgspec

from spaser.contenus.lecture import read_dossier, schema_spaser
from spaser.elements import ErreurSpaser, fold_mots
from spaser.regles import nomenclatures
from spaser.regles.fiche import Spaser
from spaser.regles.format_controle import name_chemin
from spaser.regles.format_spaser import read_spaser_dict, widen

# --- The text of a sheet as headings and words: what a page shows, and what two versions compare


type Objet = Mapping[str, Any]

# Where the words of a block are, in the order a reader meets them.
_PORTEURS: Final = (
    *("titre", "legende", "entetes", "lignes", "champs"),
    *("texte", "contenu", "elements", "liste", "alt"),
)


@dataclass(frozen=True, slots=True)
class RubriqueTexte:
    titre: str  # « Présenter le schéma › Où nous en sommes »
    blocs: tuple[Objet, ...]

    @property
    def paragraphes(self) -> list[str]:
        return [mots for bloc in self.blocs if (mots := _read_mots_texte_fiche(bloc))]


def list_rubriques(texte: Sequence[Objet], devant: str = "") -> list[RubriqueTexte]:
    rubriques: list[RubriqueTexte] = []
    for section in texte:
        titre = f"{devant} › {section['titre']}" if devant else section["titre"]
        if blocs := tuple(section.get("blocs", ())):
            rubriques.append(RubriqueTexte(titre, blocs))
        rubriques += list_rubriques(section.get("sections", ()), titre)
    return rubriques


def _read_mots_texte_fiche(valeur: object) -> str:
    """Join the words of a block: those of a line touch, those of cells and items do not."""
    match valeur:
        case str():
            return valeur
        case {"genre": "note", "texte": str(note)}:
            return f" ({note})"
        case list() if all(isinstance(v, dict) and "texte" in v for v in valeur):
            return "".join(_read_mots_texte_fiche(v) for v in valeur)
        case list():
            return "\u202f; ".join(filter(None, map(_read_mots_texte_fiche, valeur)))
        case dict():
            noms = [nom for nom in _PORTEURS if nom in valeur]
            return "\u202f; ".join(
                filter(None, (_read_mots_texte_fiche(valeur[nom]) for nom in noms))
            )
        case _:
            return ""


# --- What changed between two versions of a sheet, in words that a reader can follow ---


type Geste = Literal["ajout", "retrait", "modification"]
type Elements = Mapping[tuple[str, int], object]

# What makes an element of a list the same as before, when the rest of it has changed.
_EXTRAIT: Final = 400  # signs of a text that are shown
_AUTOUR: Final = 80  # of them, before what changed
_REPERES: Final = ("url", "intitule", "nom", "comite", "libelle", "annee", "precision", "montant")


@dataclass(frozen=True, slots=True)
class Changement:
    """A field that changed. `avant` is empty for an addition, `apres` for a removal."""

    champ: str  # the names of the open format, joined by dots: `schema.periode.fin`
    libelle: str
    avant: str
    apres: str

    @property
    def geste(self) -> Geste:
        if not self.avant:
            return "ajout"
        return "modification" if self.apres else "retrait"


@dataclass(frozen=True, slots=True)
class _Lieu:
    chemin: tuple[str | int, ...] = ()
    noms: tuple[str, ...] = ()

    def field(self, nom: str) -> _Lieu:
        chemin = (*self.chemin, nom)
        titre = name_chemin(chemin, schema_spaser()).rpartition(" › ")[2]
        return _Lieu(chemin, (*self.noms, titre))

    def element(self, rang: int, repere: str) -> _Lieu:
        return _Lieu((*self.chemin, rang), (*self.noms, f"«\u00a0{repere}\u00a0»"))

    def changement(self, avant: str, apres: str, precision: str = "") -> Changement:
        champ = ".".join(map(str, self.chemin))
        return Changement(champ, " › ".join(self.noms) + precision, avant, apres)


def compare_fiches(avant: Spaser, apres: Spaser) -> tuple[Changement, ...]:
    """List what changed between two versions; nothing, if and only if they say the same."""
    return tuple(_fields(widen(avant), widen(apres), _Lieu()))


def _fields(avant: Any, apres: Any, lieu: _Lieu) -> Iterator[Changement]:  # noqa: ANN401 - any dataclass of the sheet, or None
    for champ in dataclasses.fields(apres or avant):
        valeurs = getattr(avant, champ.name, None), getattr(apres, champ.name, None)
        if valeurs[0] != valeurs[1]:
            yield from _field(*valeurs, lieu.field(champ.name))


def _field(avant: Any, apres: Any, lieu: _Lieu) -> Iterator[Changement]:  # noqa: ANN401 - any value of the sheet
    if _is_texte(avant) or _is_texte(apres):
        textes, autres = (
            _number((r.titre, r) for r in list_rubriques(valeur)) for valeur in (avant, apres)
        )
        yield from _textes(textes, autres, lieu)
    elif _are_records(avant) or _are_records(apres):
        liste, autre = (_number((_name(e), e) for e in valeur) for valeur in (avant, apres))
        yield from _list(liste, autre, lieu)
    elif dataclasses.is_dataclass(avant) or dataclasses.is_dataclass(apres):
        yield from _fields(avant, apres, lieu)
    else:
        nom = str(lieu.chemin[-1])
        yield lieu.changement(_write(nom, avant), _write(nom, apres))


def _is_texte(valeur: object) -> bool:
    return isinstance(valeur, tuple) and bool(valeur) and isinstance(valeur[0], dict)


def _number[T](nommes: Iterable[tuple[str, T]]) -> dict[tuple[str, int], T]:
    """Key each by its name; the second of a name is its second."""
    vus: Counter[str] = Counter()
    par_rang: dict[tuple[str, int], T] = {}
    for nom, un in nommes:
        vus[nom] += 1
        par_rang[nom, vus[nom]] = un
    return par_rang


def _textes(
    avant: Mapping[tuple[str, int], RubriqueTexte],
    apres: Mapping[tuple[str, int], RubriqueTexte],
    lieu: _Lieu,
) -> Iterator[Changement]:
    """Tell each heading that changed: its words, else its form; order alone is said so."""
    changes = [cle for cle in dict.fromkeys((*avant, *apres)) if avant.get(cle) != apres.get(cle)]
    for cle in changes:
        mots = _read_mots_differences(avant.get(cle)), _read_mots_differences(apres.get(cle))
        ici = lieu.element(0, cle[0])
        if mots[0] == mots[1]:
            yield ici.changement("texte", "mêmes mots", " (mise en forme, lien ou dessin)")
        else:
            yield ici.changement(*_cut_around(*mots))
    if not changes:
        yield lieu.changement("texte", "mêmes rubriques", " (ordre)")


def _read_mots_differences(rubrique: RubriqueTexte | None) -> str:
    return (" ".join(rubrique.paragraphes) or "(sans mots)") if rubrique else ""


def _cut_around(avant: str, apres: str) -> tuple[str, str]:
    """Show of two long texts what stands around the first place where they part."""
    paires = enumerate(zip(avant, apres, strict=False))
    pareils = next((rang for rang, (a, b) in paires if a != b), min(len(avant), len(apres)))
    depuis = max(pareils - _AUTOUR, 0)
    return _cut(avant, depuis), _cut(apres, depuis)


def _cut(mots: str, depuis: int) -> str:
    if len(mots) <= _EXTRAIT:
        return mots
    devant, suite = "… " * bool(depuis), "…" * (depuis + _EXTRAIT < len(mots))
    return f"{devant}{mots[depuis : depuis + _EXTRAIT]}{suite} ({len(mots)} signes)"


def _are_records(valeur: object) -> bool:
    return isinstance(valeur, tuple) and bool(valeur) and dataclasses.is_dataclass(valeur[0])


def _list(avant: Elements, apres: Elements, lieu: _Lieu) -> Iterator[Changement]:
    for repere, element in avant.items():
        if repere not in apres:
            yield lieu.changement(_summarise(element, lieu.element(0, "")), "")
    for rang, (repere, element) in enumerate(apres.items()):
        if repere in avant:
            yield from _fields(avant[repere], element, lieu.element(rang, repere[0]))
        else:
            yield lieu.changement("", _summarise(element, lieu.element(0, "")))
    gardes = [r[0] for r in avant if r in apres], [r[0] for r in apres if r in avant]
    if gardes[0] != gardes[1]:
        yield lieu.changement("\u202f; ".join(gardes[0]), "\u202f; ".join(gardes[1]), " (ordre)")


def _name(element: object) -> str:
    """Name an element of a list by what it is about."""
    valeurs = ((nom, getattr(element, nom, None)) for nom in _REPERES)
    return next(_write(nom, valeur) for nom, valeur in valeurs if valeur is not None)


def _summarise(element: Any, lieu: _Lieu) -> str:  # noqa: ANN401 - any dataclass of the sheet
    """Write an element of a list on one line: what it is about, then each part after its name."""
    parties: list[str] = []
    for champ in dataclasses.fields(element):
        valeur = getattr(element, champ.name)
        if valeur is None or valeur == ():
            continue
        dedans = lieu.field(champ.name)
        if _are_records(valeur):
            parties += [_summarise(v, dedans.element(0, "")) for v in valeur]
        elif dataclasses.is_dataclass(valeur):
            parties += filter(None, [_summarise(valeur, dedans)])
        else:
            titre = dedans.noms[-1]
            if not titre.partition(" ")[0].isupper():  # an acronym stays as it is
                titre = titre[0].lower() + titre[1:]
            nom = f"{titre}\u00a0: " if parties else ""
            parties.append(nom + _write(champ.name, valeur))
    return "\u202f; ".join(parties)


def _write(champ: str, valeur: object) -> str:
    """Write a value; a year is not a count: its thousands stay together."""
    return str(valeur or "") if champ.startswith("annee") else nomenclatures.format_valeur(valeur)


# --- Two sheets about one scheme ---
# The same SIREN and the same edition, when both sheets give them; else the same name, read without
# case, accents or small words, and the same years.


_PETITS_MOTS: Final = frozenset("a au aux d de des du en et l la le les sur".split())
# What a buyer is called on one page and not on another, when it means the same buyer.
_SYNONYMES: Final = {
    "conseil regional": "region",
    "conseil departemental": "departement",
    "conseil general": "departement",
    "mairie": "commune",
    "ville": "commune",
    "communaute agglomeration": "agglomeration",
    "ca": "agglomeration",
    "communaute communes": "cc",
    "communaute urbaine": "cu",
}
_SYNONYME: Final = re.compile(rf"\b(?:{'|'.join(_SYNONYMES)})\b")


def fold_nom_acheteur(nom: str) -> str:
    mots = (mot for mot in fold_mots(nom).split() if mot not in _PETITS_MOTS)
    return _SYNONYME.sub(lambda trouve: _SYNONYMES[trouve.group()], " ".join(mots))


def cles_doublon(fiche: Spaser) -> frozenset[str]:
    """Return the keys of a sheet; two sheets that share one are suspected to be the same.

    A key that both could have decides: see `are_doublons`.
    """
    return frozenset(filter(None, (_cle_nom(fiche), _cle_siren(fiche))))


def are_doublons(une: Spaser, autre: Spaser) -> bool:
    sirens = _cle_siren(une), _cle_siren(autre)
    if None not in sirens:
        return sirens[0] == sirens[1]
    memes = une.structure.siren, autre.structure.siren
    return (None in memes or memes[0] == memes[1]) and _cle_nom(une) == _cle_nom(autre)


def _cle_siren(fiche: Spaser) -> str | None:
    siren, edition = fiche.structure.siren, fiche.schema.edition
    return None if siren is None or edition is None else f"siren:{siren}:{edition}"


def _cle_nom(fiche: Spaser) -> str:
    periode = fiche.schema.periode
    annees = (str(jour.debut.year) if jour else "" for jour in (periode.debut, periode.fin))
    return f"nom:{fold_nom_acheteur(fiche.structure.nom)}:{'-'.join(annees)}"


# --- How near two buyers are: the same kind first, then the same size, then the same place ---


_T: Final = nomenclatures.TypeStructure
_GENRES: Final = (
    {_T.COMMUNE},
    {_T.METROPOLE, _T.EPCI, _T.EPT},
    {_T.REGION, _T.DEPARTEMENT, _T.COLLECTIVITE},
    {_T.ETABLISSEMENT_SANTE, _T.UNIVERSITE, _T.ETABLISSEMENT_PUBLIC},
    {_T.ETAT, _T.EPIC},
)
_TAILLES: Final = tuple(nomenclatures.TrancheHabitants)
_MEME_TYPE, _MEME_GENRE = 6, 3
_MEME_TAILLE, _TAILLE_VOISINE = 3, 1
_MEME_REGION, _MEME_DEPARTEMENT = 2, 1


@dataclass(frozen=True, slots=True)
class Profil:
    """What makes buyers alike; unknown is empty, and makes nobody nearer."""

    type: str = ""
    tranche_habitants: str = ""
    code_region: str = ""
    codes_departement: frozenset[str] = frozenset()


def measure_proximite(un: Profil, autre: Profil) -> int:
    """Return how near two buyers are, 0 when nothing brings them together."""
    return (
        _weigh_type(un.type, autre.type)
        + _weigh_taille(un.tranche_habitants, autre.tranche_habitants)
        + _MEME_REGION * bool(un.code_region and un.code_region == autre.code_region)
        + _MEME_DEPARTEMENT * bool(un.codes_departement & autre.codes_departement)
    )


def _weigh_type(un: str, autre: str) -> int:
    if not (un and autre):
        return 0
    if un == autre:
        return _MEME_TYPE
    return _MEME_GENRE * any({un, autre} <= genre for genre in _GENRES)


def _weigh_taille(une: str, autre: str) -> int:
    if not (une and autre):
        return 0
    ecart = abs(
        _TAILLES.index(nomenclatures.TrancheHabitants(une))
        - _TAILLES.index(nomenclatures.TrancheHabitants(autre))
    )
    return (_MEME_TAILLE, _TAILLE_VOISINE)[ecart] if ecart <= 1 else 0


# --- The schemes found in public sources, typed: what the register opens with ---


class ProvenanceChamps(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where some facts come from: a source of the sheet, or what the site knows by itself.

    `champs` are names in the open format, joined by dots: `structure.siren`; `source` is the name
    of a source of the sheet, whose address and day are there.
    """

    champs: tuple[str, ...]
    source: str
    confiance: nomenclatures.Confiance
    url: str | None = None
    note: str = ""


class Recense(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True, eq=False
):
    """A scheme, the day its sources were read, and how sure it is.

    Every field that is known has its provenance, or is named in `sans_source`: nobody noted which
    of the sources says it. `fiche` is the sheet as its file gives it.
    """

    id: str
    verifie_le: date
    confiance: nomenclatures.Confiance
    fiche: dict[str, Any]
    provenances: tuple[ProvenanceChamps, ...]
    sans_source: tuple[str, ...] = ()

    @cached_property
    def spaser(self) -> Spaser:
        """Return the sheet; a faulty one is an error of ours, told as such."""
        lue = read_spaser_dict(self.fiche)
        if isinstance(lue, list):
            raise ErreurSpaser(f"{self.id} : {' '.join(map(str, lue))}")
        return lue


def load_recenses() -> tuple[Recense, ...]:
    return tuple(read_dossier("recenses", Recense))
