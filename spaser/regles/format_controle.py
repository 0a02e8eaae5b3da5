"""What is wrong in a file of the open format: where, in French, and how to mend it."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from lxml import etree

from spaser.contenus.lecture import VERSION_1_1
from spaser.elements import is_siren
from spaser.regles.indicateurs import ReferenceChiffre
from spaser.regles.nomenclatures import DatePartielle, is_date_partielle

# --- Check a value against a JSON Schema, and say in French what is wrong, where, and how to mend
# it ---
# The schema is the only place where the rules of the format are written. This reads the part of
# JSON Schema that our formats use, where every node has its type, or the branches among which the
# value's own kind chooses; a test compares its verdict with a complete validator's. A keyword it
# does not know stops it: no rule is left aside.


type Chemin = tuple[str | int, ...]

MAXIMUM: Final = 50  # more than that, and nobody reads them: the file is of another kind


@dataclass(frozen=True, slots=True)
class ErreurFormat:
    chemin: Chemin
    lieu: str
    message: str
    correction: str

    @property
    def pointeur(self) -> str:
        parties = (str(p).replace("~", "~0").replace("/", "~1") for p in self.chemin)
        return "".join(f"/{partie}" for partie in parties)

    def __str__(self) -> str:
        return f"{self.lieu} : {self.message} {self.correction}"


type Texte = tuple[str, str]

_LONGUEUR_CITEE: Final = 60

_NOMS_DE_TYPES: Final = {
    "object": "un objet, entre accolades { }",
    "array": "une liste, entre crochets [ ]",
    "string": "un texte, entre guillemets",
    "boolean": "true ou false, sans guillemets",
    "number": "un nombre, sans guillemets, avec un point pour les décimales",
    "integer": "un nombre entier, sans guillemets",
}


def quote(valeur: object) -> str:
    """Quote a value of the file, cut short; half characters are spelled out."""
    texte = str(valeur).encode(errors="backslashreplace").decode()
    coupe = texte if len(texte) <= _LONGUEUR_CITEE else f"{texte[:_LONGUEUR_CITEE]}…"
    return f"« {coupe} »"


def wrong_type(valeur: object, noeud: Mapping[str, Any]) -> Texte:
    if valeur is None:
        return "la valeur est null.", "Retirez ce champ : ce qui n’est pas connu s’omet."
    attendus = [noeud["type"]] if isinstance(noeud["type"], str) else noeud["type"]
    noms = " ; ou ".join(_NOMS_DE_TYPES[attendu] for attendu in attendus)
    return "la valeur n’est pas de la bonne nature.", f"Écrivez {noms}."


def missing(nom: str) -> Texte:
    return "ce champ est obligatoire.", f"Ajoutez le champ « {nom} »."


def unknown_field(nom: str, connus: tuple[str, ...]) -> Texte:
    proches = difflib.get_close_matches(nom[:_LONGUEUR_CITEE], connus, n=1, cutoff=0.6)
    if proches:
        conseil = f"Vouliez-vous écrire « {proches[0]} » ?"
    else:
        conseil = f"Retirez-le, ou choisissez parmi : {', '.join(connus)}."
    return f"le format n’a pas de champ {quote(nom)} ici.", conseil


def repeated(valeur: object) -> Texte:
    return f"{quote(valeur)} est déjà dans la liste.", "Retirez la répétition."


def _refuse_motif(valeur: object, noeud: Mapping[str, Any]) -> Texte:
    exemples = noeud.get("examples")
    if exemples:
        cites = " ou ".join(f"« {exemple} »" for exemple in exemples)
        return f"{quote(valeur)} n’a pas la forme attendue.", f"Écrivez par exemple {cites}."
    if not str(valeur).strip():
        return "le texte est vide.", "Écrivez une valeur, ou retirez le champ."
    return (
        "le texte contient un caractère interdit.",
        "Retirez les caractères de contrôle et, d’un texte court, les retours à la ligne.",
    )


SIMPLES: Final[Mapping[str, Callable[[Any, Mapping[str, Any]], Texte]]] = {
    "const": lambda v, noeud: (
        f"{quote(v)} n’est pas la valeur attendue.",
        f"Écrivez « {noeud['const']} ».",
    ),
    "enum": lambda v, noeud: (
        f"{quote(v)} n’est pas dans la liste des valeurs.",
        f"Choisissez parmi : {', '.join(noeud['enum'])}.",
    ),
    "maxLength": lambda v, noeud: (
        f"le texte a {len(v)} caractères.",
        f"Ramenez-le à {noeud['maxLength']} caractères au plus.",
    ),
    "pattern": _refuse_motif,
    "minimum": lambda v, noeud: (
        f"{quote(v)} est trop petit.",
        f"Le minimum est {noeud['minimum']:.0f}.",
    ),
    "maximum": lambda v, noeud: (
        f"{quote(v)} est trop grand.",
        f"Le maximum est {noeud['maximum']:.0f}.",
    ),
    "minItems": lambda v, noeud: (
        f"la liste a {len(v)} élément{'s' if len(v) > 1 else ''}.",
        f"Il en faut {noeud['minItems']} au moins.",
    ),
    "maxItems": lambda v, noeud: (
        f"la liste a {len(v)} éléments.",
        f"Gardez-en {noeud['maxItems']} au plus.",
    ),
}


type Noeud = Mapping[str, Any]
type Faute = tuple[Chemin, str, str]


@dataclass(frozen=True, slots=True)
class _Place:
    racine: Noeud
    noeud: Noeud
    chemin: Chemin = ()

    def enter(self, pas: str | int, noeud: Noeud) -> _Place:
        return _Place(self.racine, _resolve(noeud, self.racine), (*self.chemin, pas))

    def fault(self, texte: Texte, *pas: str | int) -> Faute:
        return (*self.chemin, *pas), *texte


def validate(valeur: object, schema: Noeud) -> Iterator[ErreurFormat]:
    """Yield each fault of a value, outermost first."""
    for faute in _check(valeur, _Place(schema, schema)):
        yield tell_faute(faute, schema)


def tell_faute(faute: Faute, schema: Noeud) -> ErreurFormat:
    chemin, message, correction = faute
    return ErreurFormat(chemin, name_chemin(chemin, schema), message, correction)


def name_chemin(chemin: Chemin, schema: Noeud) -> str:
    """Name a place in the words of the schema: `Schéma › Objectifs chiffrés › n° 2 › Échéance`."""
    noms: list[str] = []
    noeuds: list[Noeud] = [schema]
    for pas in chemin:
        noeuds = [enfant for noeud in noeuds for enfant in _list_enfants(noeud, pas, schema)]
        titre = next((n["title"] for n in noeuds if "title" in n), quote(pas))
        noms.append(f"n° {pas + 1}" if isinstance(pas, int) else titre)
    return " › ".join(noms) or "Fichier"


def _list_enfants(noeud: Noeud, pas: str | int, racine: Noeud) -> Iterator[Noeud]:
    """Yield what a step may lead to: one node, or one in each branch that has it."""
    for branche in noeud.get("oneOf", ()):
        yield from _list_enfants(_resolve(branche, racine), pas, racine)
    if isinstance(pas, str):
        enfant = noeud.get("properties", {}).get(pas)
    else:
        places = dict(enumerate(noeud.get("prefixItems", ())))
        enfant = places.get(pas, noeud.get("items"))
    if enfant is not None:
        yield _resolve(enfant, racine)


def _resolve(noeud: Noeud, racine: Noeud) -> Noeud:
    """Follow `$ref` to the shared definitions; what stands beside it, a title, is kept."""
    reference = noeud.get("$ref")
    if reference is None:
        return noeud
    return {**racine["$defs"][reference.removeprefix("#/$defs/")], **noeud}


def _check(valeur: object, place: _Place) -> Iterator[Faute]:
    if "oneOf" in place.noeud:
        yield from _choose(valeur, place)
        return
    attendu = place.noeud["type"]
    if not _TYPES[attendu](valeur):
        yield place.fault(wrong_type(valeur, place.noeud))
        return
    for mot, regle in place.noeud.items():
        if mot in _REFUS:
            if _REFUS[mot](valeur, regle):
                yield place.fault(SIMPLES[mot](valeur, place.noeud))
        elif mot not in _ANNOTATIONS:
            yield from _STRUCTURES[mot](valeur, place)


def _choose(valeur: object, place: _Place) -> Iterator[Faute]:
    """Check against the one branch of the value's type; objects tell theirs by their `genre`."""
    branches = [_resolve(branche, place.racine) for branche in place.noeud["oneOf"]]
    possibles = [b for b in branches if _TYPES[b["type"]](valeur)]
    if isinstance(valeur, dict) and possibles:
        genres = {b["properties"]["genre"]["const"]: b for b in possibles}
        if "genre" not in valeur:
            yield place.fault(missing("genre"), "genre")
            return
        genre = valeur["genre"]
        possibles = [genres[genre]] if isinstance(genre, str) and genre in genres else []
        if not possibles:
            yield place.fault(SIMPLES["enum"](genre, {"enum": tuple(genres)}), "genre")
            return
    if not possibles:
        types = list(dict.fromkeys(b["type"] for b in branches))
        yield place.fault(wrong_type(valeur, {"type": types}))
        return
    yield from _check(valeur, _Place(place.racine, possibles[0], place.chemin))


def _required(valeur: dict[str, Any], place: _Place) -> Iterator[Faute]:
    for nom in place.noeud["required"]:
        if nom not in valeur:
            yield place.fault(missing(nom), nom)


def _properties(valeur: dict[str, Any], place: _Place) -> Iterator[Faute]:
    connus = place.noeud["properties"]
    for nom, enfant in valeur.items():
        if nom in connus:
            yield from _check(enfant, place.enter(nom, connus[nom]))


def _no_other(valeur: dict[str, Any], place: _Place) -> Iterator[Faute]:
    connus = tuple(place.noeud["properties"])
    for nom in valeur:
        if nom not in connus:
            yield place.fault(unknown_field(nom, connus), nom)


def _items(valeur: list[Any], place: _Place) -> Iterator[Faute]:
    for rang, enfant in enumerate(valeur):
        yield from _check(enfant, place.enter(rang, place.noeud["items"]))


def _prefix(valeur: list[Any], place: _Place) -> Iterator[Faute]:
    for rang, (enfant, noeud) in enumerate(zip(valeur, place.noeud["prefixItems"], strict=False)):
        yield from _check(enfant, place.enter(rang, noeud))


def _unique(valeur: list[Any], place: _Place) -> Iterator[Faute]:
    """Yield the repeated elements; texts by hash: a hostile list of a million would never end."""
    textes: set[str] = set()
    autres: list[Any] = []
    for rang, enfant in enumerate(valeur):
        if enfant in (textes if isinstance(enfant, str) else autres):
            yield place.fault(repeated(enfant), rang)
        elif isinstance(enfant, str):
            textes.add(enfant)
        else:
            autres.append(enfant)


def _is_integer(valeur: object) -> bool:
    return not isinstance(valeur, bool) and (
        isinstance(valeur, int) or (isinstance(valeur, float) and valeur.is_integer())
    )


@lru_cache(maxsize=64)
def compile_motif(motif: str) -> re.Pattern[str]:
    """Compile a pattern of the schema: in JSON Schema, `$` is the very end of the text."""
    return re.compile(re.sub(r"\$$", r"\\Z", motif))


_ANNOTATIONS: Final = frozenset(
    {"$schema", "$id", "$defs", "$ref", "title", "description", "examples", "format", "type"}
)

_TYPES: Final[Mapping[str, Callable[[object], bool]]] = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "integer": _is_integer,
}

_REFUS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "const": lambda v, regle: v != regle,
    "enum": lambda v, regle: v not in regle,
    "maxLength": lambda v, regle: len(v) > regle,
    "pattern": lambda v, regle: compile_motif(regle).search(v) is None,
    "minimum": lambda v, regle: v < regle,
    "maximum": lambda v, regle: v > regle,
    "minItems": lambda v, regle: len(v) < regle,
    "maxItems": lambda v, regle: len(v) > regle,
}

_STRUCTURES: Final[Mapping[str, Callable[[Any, _Place], Iterator[Faute]]]] = {
    "required": _required,
    "properties": _properties,
    "additionalProperties": _no_other,
    "items": _items,
    "prefixItems": _prefix,
    "uniqueItems": _unique,
}


# --- What must agree in the text of a file: its blocks, and drawings that a page can show as they
# are ---
# A drawing comes from whoever wrote the file. Only shapes and words pass: no script, no style,
# nothing that is fetched, no mark-up that a reader of HTML would understand otherwise.


_SVG: Final = "{http://www.w3.org/2000/svg}"
_BALISES: Final = frozenset(
    "svg title desc defs pattern g text tspan "
    "rect line circle ellipse path polyline polygon".split()
)
_ATTRIBUTS: Final = frozenset(
    "id class role aria-label aria-labelledby aria-hidden viewBox preserveAspectRatio width height "
    "x y x1 y1 x2 y2 dx dy cx cy r rx ry d points transform patternUnits patternTransform fill "
    "fill-opacity stroke stroke-width stroke-opacity stroke-dasharray stroke-linecap "
    "stroke-linejoin opacity text-anchor dominant-baseline "
    "font-family font-size font-weight".split()
)
_ADRESSE: Final = re.compile(r"url\s*\(\s*(?!#[\w-]+\s*\))|:\s*//|\\", re.IGNORECASE)


def check_sections(sections: list[Any], chemin: Chemin) -> Iterator[Faute]:
    vus: set[str] = set()
    for place, objet in _walk(sections, chemin):
        if not isinstance(objet, dict):
            continue
        identifiant = objet.get("identifiant")
        if identifiant in vus:
            yield (
                (*place, "identifiant"),
                f"{quote(identifiant)} désigne déjà un autre bloc.",
                "Donnez à chaque bloc un identifiant à lui.",
            )
        if identifiant:
            vus.add(identifiant)
        if objet["genre"] == "tableau":
            yield from _tableau(objet, place)
        elif objet["genre"] == "figure" and (texte := check_dessin(objet["svg"])):
            yield (*place, "svg"), *texte


def _walk(valeur: object, chemin: Chemin = ()) -> Iterator[tuple[Chemin, object]]:
    """Yield a value of a file and all that it holds, each with its place."""
    yield chemin, valeur
    enfants: Iterable[tuple[str | int, object]] = ()
    if isinstance(valeur, dict):
        enfants = valeur.items()
    elif isinstance(valeur, list):
        enfants = enumerate(valeur)
    for pas, enfant in enfants:
        yield from _walk(enfant, (*chemin, pas))


def _tableau(tableau: Mapping[str, Any], chemin: Chemin) -> Iterator[Faute]:
    attendu = len(tableau["entetes"])
    suites: list[tuple[Chemin, list[Any]]] = [
        (("lignes", rang), ligne) for rang, ligne in enumerate(tableau["lignes"])
    ]
    if tableau.get("largeurs"):
        suites.append((("largeurs",), tableau["largeurs"]))
    for pas, suite in suites:
        if len(suite) != attendu:
            yield (
                (*chemin, *pas),
                f"{len(suite)} élément(s) pour {attendu} colonne(s).",
                "Mettez-en autant que de colonnes.",
            )


def check_dessin(svg: str) -> Texte | None:
    """Say what a drawing holds that a page must not show; None for nothing."""
    if "<!" in svg or "<?" in svg:
        return _refuse("un commentaire, une déclaration ou une instruction")
    lecteur = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        racine = etree.fromstring(svg, lecteur)
    except etree.XMLSyntaxError:
        return "ce n’est pas du SVG bien formé.", "Enregistrez de nouveau le dessin en SVG."
    if racine.tag != f"{_SVG}svg":
        return "ce n’est pas un dessin SVG.", "Enregistrez de nouveau le dessin en SVG."
    for element in racine.iter():
        balise = str(element.tag).removeprefix(_SVG)
        if balise not in _BALISES:
            return _refuse(f"la balise {quote(balise)}")
        for nom, valeur in element.attrib.items():
            if str(nom) not in _ATTRIBUTS or _ADRESSE.search(str(valeur)):
                return _refuse(f"l’attribut {quote(nom)}")
    return None


def _refuse(chose: str) -> Texte:
    return (
        f"le dessin contient {chose}, que le format n’accepte pas.",
        "Gardez des formes et des textes, sans script, sans style et sans rien à charger.",
    )


# --- What a JSON Schema cannot say of a file: keys, the calendar, and what must agree in it ---
# The checks take a file that follows its schema. A field that its version does not have is a field
# that is not there.


type Objet = Mapping[str, Any]

_CHAMPS_DATES: Final = frozenset(
    {"adopte_le", "debut", "fin", "echeance", "date", "consulte_le", "jour", "fige_le"}
)
_LISTES_A_CODES: Final = ("axes", "objectifs", "actions", "indicateurs")


def check_coherence(fichier: Objet) -> Iterator[Faute]:
    """Yield what does not agree in a file that follows the schema."""
    schema = fichier["schema"]
    for chemin, valeur in _walk(fichier):
        if isinstance(valeur, str):
            yield from _text(valeur, chemin)
    yield from _periode(schema.get("periode", {}))
    if schema.get("partenaires") and schema.get("mutualise") is False:
        yield (
            ("schema", "mutualise"),
            "le schéma n’est pas mutualisé, mais il a des partenaires.",
            "Écrivez true, ou retirez « partenaires ».",
        )
    for nom in _LISTES_A_CODES:
        yield from _codes(nom, schema.get(nom, []))
    if fichier["version"] == VERSION_1_1:
        yield from _liens(schema)
        yield from _mesures(schema.get("indicateurs", []))
        yield from _editions(schema)
        yield from check_sections(schema.get("texte", []), ("schema", "texte"))


def _text(valeur: str, chemin: Chemin) -> Iterator[Faute]:
    if chemin[-1] == "siren" and not is_siren(valeur):
        yield (
            chemin,
            f"{quote(valeur)} n’est pas un numéro SIREN : sa clé de contrôle est fausse.",
            "Vérifiez les neuf chiffres, un par un.",
        )
    elif chemin[-1] in _CHAMPS_DATES and not is_date_partielle(valeur):
        yield (
            chemin,
            f"{quote(valeur)} n’existe pas dans le calendrier.",
            "Vérifiez le jour et le mois.",
        )


def _periode(periode: Objet) -> Iterator[Faute]:
    chemin: Chemin = ("schema", "periode", "fin")
    debut, fin = periode.get("debut"), periode.get("fin")
    if fin and periode.get("sans_terme"):
        yield (
            chemin,
            "un schéma sans terme n’a pas de date de fin.",
            "Retirez « fin », ou retirez « sans_terme ».",
        )
    if not (debut and fin and is_date_partielle(debut) and is_date_partielle(fin)):
        return
    if DatePartielle(fin).fin < DatePartielle(debut).debut:
        yield (
            chemin,
            f"la fin ({fin}) est avant le début ({debut}).",
            "Échangez les deux dates, ou corrigez celle qui est fausse.",
        )


def _codes(nom: str, objets: list[Objet]) -> Iterator[Faute]:
    comptes = Counter(objet["code"] for objet in objets if "code" in objet)
    vus: set[str] = set()
    for rang, objet in enumerate(objets):
        code = objet.get("code")
        if code in vus:
            yield (
                ("schema", nom, rang, "code"),
                f"{quote(code)} désigne {comptes[code]} {nom}.",
                f"Donnez à chaque {nom[:-1]} un code à {'elle' if nom == 'actions' else 'lui'}.",
            )
        if code is not None:
            vus.add(code)


def _liens(schema: Objet) -> Iterator[Faute]:
    """Yield the links that lead nowhere, and those that lead to another place than their words."""
    axes = {axe["code"]: axe["intitule"] for axe in schema.get("axes", []) if "code" in axe}
    codes = {
        nom: {objet["code"] for objet in schema.get(nom, []) if "code" in objet}
        for nom in ("objectifs", "indicateurs")
    }
    for nom in ("objectifs", "actions"):
        for rang, objet in enumerate(schema.get(nom, [])):
            chemin: Chemin = ("schema", nom, rang)
            yield from _axe(objet, axes, chemin)
            for cible, connus in codes.items():
                for place, code in enumerate(objet.get(cible, [])):
                    if code not in connus:
                        yield (*chemin, cible, place), *_absent(code, cible[:-1])


def _axe(objet: Objet, axes: Mapping[str, str], chemin: Chemin) -> Iterator[Faute]:
    code = objet.get("code_axe")
    if code is None:
        return
    if code not in axes:
        yield (*chemin, "code_axe"), *_absent(code, "axe")
    elif objet.get("axe", axes[code]) != axes[code]:
        yield (
            (*chemin, "axe"),
            f"l’axe {quote(code)} s’intitule {quote(axes[code])}.",
            "Retirez « axe », ou corrigez « code_axe ».",
        )


def _absent(code: str, nom: str) -> Texte:
    return (
        f"aucun {nom} n’a le code {quote(code)}.",
        f"Corrigez le code, ou donnez-le à l’{nom} voulu.",
    )


def _mesures(indicateurs: list[Objet]) -> Iterator[Faute]:
    for rang, indicateur in enumerate(indicateurs):
        for place, mesure in enumerate(indicateur.get("valeurs", [])):
            chemin: Chemin = ("schema", "indicateurs", rang, "valeurs", place)
            yield from _bornes(mesure, chemin)
            yield from _reference(mesure, chemin)
            if mesure.get("fige_le", "9999") < mesure.get("jour", ""):
                yield (
                    (*chemin, "fige_le"),
                    f"figée le {mesure['fige_le']}, avant d’être calculée ({mesure['jour']}).",
                    "Corrigez celle des deux dates qui est fausse.",
                )


def _bornes(mesure: Objet, chemin: Chemin) -> Iterator[Faute]:
    connus = [nom for nom in ("bas", "valeur", "haut") if nom in mesure]
    for petit, grand in pairwise(connus):
        if mesure[petit] > mesure[grand]:
            yield (
                (*chemin, grand),
                f"« {grand} » ({mesure[grand]}) est plus petit que « {petit} » ({mesure[petit]}).",
                "Une valeur est dans sa fourchette : corrigez le nombre qui est faux.",
            )


def _reference(mesure: Objet, chemin: Chemin) -> Iterator[Faute]:
    """Compare with what stands beside; an indicator may have a code of its own."""
    if "reference" not in mesure:
        return
    lue = ReferenceChiffre.parse(mesure["reference"])
    attendus = {
        "le SIREN": (mesure.get("siren", lue.siren), lue.siren),
        "l’année": (mesure["annee"], lue.annee),
    }
    for nom, (attendu, trouve) in attendus.items():
        if attendu != trouve:
            yield (
                (*chemin, "reference"),
                f"la référence dit {quote(trouve)}, mais {nom} est {quote(attendu)}.",
                "Corrigez celui des deux qui est faux.",
            )


def _editions(schema: Objet) -> Iterator[Faute]:
    ancienne = schema.get("remplace", {}).get("edition")
    if ancienne is not None and ancienne >= schema.get("edition", ancienne + 1):
        yield (
            ("schema", "remplace", "edition"),
            f"l’édition remplacée ({ancienne}) n’est pas avant celle-ci ({schema['edition']}).",
            "Corrigez celui des deux numéros qui est faux.",
        )
