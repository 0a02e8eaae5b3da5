"""What changed between two versions of a sheet, in words that a reader can follow."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from spaser.contenus.formats_publies import schema_spaser
from spaser.metier.format_spaser.fichier import widen
from spaser.metier.format_spaser.validation import name_chemin
from spaser.metier.registre.fiche import Spaser
from spaser.metier.registre.nomenclatures import format_valeur
from spaser.metier.registre.texte_fiche import RubriqueTexte, list_rubriques

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


def _field(avant: object, apres: object, lieu: _Lieu) -> Iterator[Changement]:
    if _is_texte(avant) or _is_texte(apres):
        yield from _textes(_list_textes(avant), _list_textes(apres), lieu)
    elif _are_records(avant) or _are_records(apres):
        yield from _list(_by_repere(avant), _by_repere(apres), lieu)
    elif dataclasses.is_dataclass(avant) or dataclasses.is_dataclass(apres):
        yield from _fields(avant, apres, lieu)
    else:
        nom = str(lieu.chemin[-1])
        yield lieu.changement(_write(nom, avant), _write(nom, apres))


def _is_texte(valeur: object) -> bool:
    return isinstance(valeur, tuple) and bool(valeur) and isinstance(valeur[0], dict)


def _list_textes(texte: Any) -> Mapping[tuple[str, int], RubriqueTexte]:  # noqa: ANN401 - sections
    vus: Counter[str] = Counter()
    nommes: dict[tuple[str, int], RubriqueTexte] = {}
    for rubrique in list_rubriques(texte):
        vus[rubrique.titre] += 1
        nommes[rubrique.titre, vus[rubrique.titre]] = rubrique
    return nommes


def _textes(
    avant: Mapping[tuple[str, int], RubriqueTexte],
    apres: Mapping[tuple[str, int], RubriqueTexte],
    lieu: _Lieu,
) -> Iterator[Changement]:
    """Tell each heading that changed: its words, else its form; order alone is said so."""
    changes = [cle for cle in dict.fromkeys((*avant, *apres)) if avant.get(cle) != apres.get(cle)]
    for cle in changes:
        mots = _read_mots(avant.get(cle)), _read_mots(apres.get(cle))
        ici = lieu.element(0, cle[0])
        if mots[0] == mots[1]:
            yield ici.changement("texte", "mêmes mots", " (mise en forme, lien ou dessin)")
        else:
            yield ici.changement(*_cut_around(*mots))
    if not changes:
        yield lieu.changement("texte", "mêmes rubriques", " (ordre)")


def _read_mots(rubrique: RubriqueTexte | None) -> str:
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


def _by_repere(elements: Any) -> Elements:  # noqa: ANN401 - a tuple of any dataclass of the sheet
    """Name each element by what it is about; the second of a name is its second."""
    vus: Counter[str] = Counter()
    nommes: dict[tuple[str, int], object] = {}
    for element in elements:
        valeurs = ((nom, getattr(element, nom, None)) for nom in _REPERES)
        repere = next(_write(nom, valeur) for nom, valeur in valeurs if valeur is not None)
        vus[repere] += 1
        nommes[repere, vus[repere]] = element
    return nommes


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
            nom = f"{_uncapitalise(dedans.noms[-1])}\u00a0: " if parties else ""
            parties.append(nom + _write(champ.name, valeur))
    return "\u202f; ".join(parties)


def _write(champ: str, valeur: object) -> str:
    """Write a value; a year is not a count: its thousands stay together."""
    return str(valeur or "") if champ.startswith("annee") else format_valeur(valeur)


def _uncapitalise(titre: str) -> str:
    """Write a title inside a sentence; an acronym stays as it is."""
    return titre if titre.partition(" ")[0].isupper() else titre[0].lower() + titre[1:]
