"""Texts of the site as the programme team edits them: what replaces a file's text, from which day.

A text is a frozen struct of its kind, first read from the files of `contenus`. What changed between
two of them is told in words that a reader can follow.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, count
from typing import Any, ClassVar, Final, Protocol

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.elements import fold_mots
from spaser.regles.champs import ChampDit, GenreDit, StructDit, ask, ask_corps, list_dits
from spaser.regles.nomenclatures import DatePartielle, Nomenclature
from spaser.regles.rapprochements import Changement

CODE_MAX: Final = 80
_HORS_TEXTE: Final = frozenset({"code", "mise_a_jour"})


def find_code_libre(base: str, is_pris: Callable[[str], bool]) -> str:
    """Return a code that nothing bears: this one, or the same with a number after it."""
    codes = chain([base], (f"{base}-{rang}" for rang in count(2)))
    return next(code for code in codes if not is_pris(code))


class Contenu(Protocol):
    """What every kind of text has; `mise_a_jour` is the day of the team's text, never in a file."""

    __struct_fields__: ClassVar[tuple[str, ...]]

    @property
    def code(self) -> str:
        """Return what names it for ever."""

    @property
    def titre(self) -> str:
        """Return what names it to a reader."""

    @property
    def mise_a_jour(self) -> date | None:
        """Return the day from which the team's text is shown; None for that of a file."""


class EtatTexte(Nomenclature):
    """Where a text stands: written, read again by somebody else, published on its day."""

    BROUILLON = "brouillon", "Brouillon"
    A_RELIRE = "a_relire", "À relire"
    APPROUVEE = "approuvee", "Approuvée"
    ABANDONNEE = "abandonnee", "Abandonnée"
    RETIREE = "retiree", "Retirée"


OUVERTS: Final = (EtatTexte.BROUILLON, EtatTexte.A_RELIRE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TexteApprouve[C: Contenu]:
    """An approved text, and the day from which it is the one to show."""

    contenu: C
    effet_le: date
    numero: int


def supersede[C: Contenu](
    fichiers: Iterable[C], publications: Iterable[TexteApprouve[C]], jour: date
) -> tuple[C, ...]:
    """Return the texts to show on a day: those of the files, edited or added by the programme.

    For one of them the latest day of effect wins, then the latest text. What is added comes last.
    """
    textes = {contenu.code: contenu for contenu in fichiers}
    en_ligne = (p for p in publications if p.effet_le <= jour)
    for publication in sorted(en_ligne, key=lambda p: (p.effet_le, p.numero)):
        contenu: Any = publication.contenu
        textes[contenu.code] = msgspec.structs.replace(contenu, mise_a_jour=publication.effet_le)
    return tuple(textes.values())


def may_approve(relecteur: int, redacteurs: Iterable[int]) -> bool:
    """Say whether this person may be the second reader: none of those who wrote."""
    return relecteur not in set(redacteurs)


def export_contenu(contenu: Contenu) -> dict[str, Any]:
    """Return a text as plain JSON values; what is empty is left out, as in the files."""
    requis = {c.name for c in msgspec.structs.fields(type(contenu)) if c.required}  # type: ignore[arg-type]  # a struct of its kind
    ecrit = msgspec.to_builtins(contenu)
    return {nom: valeur for nom, valeur in ecrit.items() if valeur or nom in requis}


def begin[C: Contenu](forme: type[C], code: str, **depart: Any) -> C:
    """Return an empty text; `depart` gives what an empty one cannot hold."""
    requis = {c.name for c in msgspec.structs.fields(forme) if c.required}  # type: ignore[arg-type]  # a struct of its kind
    vides = {dit.nom: dit.genre.vide for dit in list_dits(forme) if dit.nom in requis}
    return forme(**vides | {"code": code} | depart)


def digest(contenu: Contenu) -> str:
    """Return a hash of a text, to see whether its file has changed."""
    return hashlib.sha256(msgspec.json.encode(export_contenu(contenu))).hexdigest()[:32]


def compare_contenus(
    avant: Contenu | None, apres: Contenu, dits: Iterable[ChampDit]
) -> tuple[Changement, ...]:
    """List what changed between two texts; nothing if and only if they say the same.

    Fields are told in the order of `dits`, lists and what is not asked after the others; then those
    that say nothing of themselves, under their name.
    """
    ranges = sorted(dits, key=lambda dit: (dit.cachee, dit.genre is GenreDit.RANGEES))
    tous = {dit.nom: dit for dit in ranges}
    changements = []
    for champ in dict.fromkeys([*tous, *apres.__struct_fields__]):
        if champ in _HORS_TEXTE:
            continue
        dit = tous.get(champ)
        ecrits = (
            _spell(dit, getattr(avant, champ)) if avant else "",
            _spell(dit, getattr(apres, champ)),
        )
        if ecrits[0] != ecrits[1]:
            libelle = (dit.suivi or dit.titre) if dit else champ
            changements.append(Changement(champ, libelle, *ecrits))
    return tuple(changements)


def _spell(dit: ChampDit | None, valeur: Any) -> str:  # noqa: ANN401 - a value of any field
    if dit is None or dit.source is None or dit.valeurs or not valeur:
        return spell_valeur(valeur)
    mots = dit.source()
    codes = valeur if isinstance(valeur, tuple) else (valeur,)
    return "\u202f; ".join(mots.get(code, code) for code in codes)


def spell_valeur(valeur: Any) -> str:  # noqa: ANN401, PLR0911 - a value of any field: one case each
    """Return a value in words: a line for each of several, a repeated line told piece by piece.

    A struct that says itself in words of its own has them under `mots`.
    """
    match valeur:
        case None | "":
            return ""
        case bool():
            return "oui" if valeur else "non"
        case Nomenclature():
            return valeur.libelle
        case date():
            return DatePartielle(valeur.isoformat()).libelle
        case (Nomenclature(), *_):
            return ", ".join(v.libelle for v in type(valeur[0]) if v in valeur)
        case tuple():
            return "\n".join(map(spell_valeur, valeur))
        case msgspec.Struct():
            morceaux = (spell_valeur(getattr(valeur, c)) for c in valeur.__struct_fields__)
            return getattr(valeur, "mots", "") or join_mots(*morceaux)
        case _:
            return str(valeur)


def join_mots(*morceaux: str) -> str:
    return "\u202f; ".join(filter(None, morceaux))


# --- The programme's frequent questions on the scheme, and the answer that the site gives to each
# ---


_TITRE_MAX: Final = 800
_MOTS_DU_CODE, _CODE_MAX = 6, 50


class PartieFaq(Nomenclature):
    """The parts of the questions, in the programme's words and order."""

    ELABORATION = "elaboration", "Élaboration et durée du SPASER"
    CONTENU = "contenu", "Structure et contenu du SPASER"
    ANIMATION = "animation", "Animation, gouvernance, mise en œuvre"
    INDICATEURS = "indicateurs", "Indicateurs du SPASER"
    DIVERS = "divers", "Questions diverses"


class Calcul(Nomenclature):
    """What the register adds to an answer by itself, once enough schemes tell it."""

    AUCUN = "aucun", "Rien"
    DUREES = "durees", "La durée moyenne des schémas du registre"
    PAGES = "pages", "Le nombre moyen de pages des schémas du registre"


def _find_faute_ancre(ancre: str) -> str:
    permise = re.fullmatch(r"[-a-zA-Z0-9_]+", ancre)
    return "" if permise else "Une ancre ne contient que des lettres, des chiffres et des tirets."


class VoletQuestion(StructDit):
    """One of the questions that a question is made of, with its own anchor."""

    code: str = ask(
        "Ancre",
        "Donnez l’ancre de cette question.",
        maximum=CODE_MAX,
        aide="En minuscules, les mots reliés par des tirets.",
        faute=_find_faute_ancre,
    )
    titre: str = ask("Question", "Écrivez la question.", maximum=300)
    texte: str = ask_corps("Réponse", "Écrivez la réponse.", lignes=5)


class ReponseFaq(StructDit):
    """A question, its answer in forty words, then whole, an example, a tool, what nobody knows.

    The texts are typed as `documents.corps` reads them. A question made of several has `volets` in
    place of `long`.
    """

    GROUPES: ClassVar = {
        "La question": "titre partie",
        "La réponse": "court long calcul inconnu",
        "Pour aller plus loin": "exemple_nom exemple outil outil_adresse",
    }

    code: str
    titre: str = ask("Question", "Écrivez la question.", maximum=_TITRE_MAX)
    partie: PartieFaq = ask("Partie", "Choisissez une partie.", quoi="une partie")
    court: str = ask_corps(
        "Réponse en quarante mots", "Répondez en quarante mots environ.", lignes=3
    )
    exemple_nom: str = ask("Qui sert d’exemple", "Nommez l’acheteur.", maximum=150)
    exemple: str = ask_corps("Exemple", "Racontez l’exemple et citez sa source.", lignes=4)
    outil: str = ask("Outil", "Nommez un outil du site.", maximum=150)
    outil_adresse: str = ask("Adresse de l’outil", "Donnez son adresse.", maximum=200)
    inconnu: str = ask_corps(
        "Ce que personne ne sait", "Dites ce qui reste inconnu, ou incertain.", lignes=3
    )
    long: str = ask_corps(
        "Réponse complète",
        lignes=20,
        attendu=True,
        aide="De 150 à 400 mots. Vide si la question en réunit.",
        default="",
    )
    volets: tuple[VoletQuestion, ...] = ask(
        "Questions réunies",
        element="une question",
        maximum=8,
        aide="Quand la question en réunit plusieurs, chacune a sa réponse et son ancre.",
        default=(),
    )
    calcul: Calcul = ask(
        "Ce que le registre ajoute",
        "Choisissez dans la liste.",
        quoi="un calcul",
        default=Calcul.AUCUN,
    )
    mise_a_jour: date | None = None

    @property
    def textes(self) -> tuple[str, ...]:
        """Return what may cite a fact or lead to a page."""
        volets = (volet.texte for volet in self.volets)
        return (self.court, self.long, *volets, self.exemple, self.inconnu)


class PageConseillee(StructDit):
    """A page of the site, and what it is good for."""

    libelle: str = ask("Nom", "Nommez cette ressource.", maximum=150)
    adresse: str = ask("Adresse", "Donnez son adresse sur le site.", maximum=200)
    texte: str = ask("À quoi elle sert", "Dites à quoi elle sert.", maximum=200)


class RessourcesPartie(StructDit):
    """« Outils et ressources »: what ends a part; `code` is that of the part."""

    code: str
    titre: str = ask("Titre", "Donnez un titre.", maximum=150)
    ressources: tuple[PageConseillee, ...] = ask(
        "Ressources", element="une ressource", maximum=10, ouverte=True
    )
    mise_a_jour: date | None = None


@cache
def load_faq() -> tuple[ReponseFaq, ...]:
    return read_contenu("faq/questions.json", tuple[ReponseFaq, ...])


@cache
def load_ressources() -> tuple[RessourcesPartie, ...]:
    return read_contenu("faq/ressources.json", tuple[RessourcesPartie, ...])


def arrange(reponses: Iterable[ReponseFaq]) -> tuple[ReponseFaq, ...]:
    parties = list(PartieFaq)
    return tuple(sorted(reponses, key=lambda reponse: parties.index(reponse.partie)))


def start_reponse(code: str, titre: str = "") -> ReponseFaq:
    return begin(ReponseFaq, code, titre=titre, partie=PartieFaq.DIVERS)


def draft_reponse(question: str, pris: Collection[str]) -> ReponseFaq:
    """Return an answer to write from what somebody asked, under a code that nothing bears."""
    titre = " ".join(question.split())[:_TITRE_MAX]
    base = "-".join(fold_mots(titre).split()[:_MOTS_DU_CODE])[:_CODE_MAX].strip("-") or "question"
    return start_reponse(find_code_libre(base, lambda code: code in pris), titre)
