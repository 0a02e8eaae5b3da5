"""What a user reads is in buyers' words, not in those of the house."""

import ast
import json
import re

import pytest

from tests.transverses.arbre import read, sous, tree_of

# Each has one plain expression: « les quatre chiffres du schéma », « ce qui a été fait »
# or « à faire », « propositions », « ce qui manque », « refaire le calcul », « réduire
# l’incertitude », « figer le résultat ».
DE_LA_MAISON = re.compile(
    r"\b(?:lignes?|chiffres?|taux) (?:de la loi|léga\w+)"
    r"|\bgestes?\b"
    r"|\bsuites\b(?! de parcours)"  # « la suite », « à la suite », « tout de suite » stay French
    r"|\btrous?\b"
    r"|\bconclu\w* (?:de nouveau|sur l)"
    r"|\bresserr\w*|\bélargi\w* (?:la|les|leur|cette) fourchettes?"
    r"|\b(?:dé)?(?:gel|gèl)(?:e|er|ez|ée?s?|ent|ons)?\b",
    re.IGNORECASE,
)
# One thing has one word: what is refused, then what is said instead.
UN_MOT = {
    r"\bbornes\b": "fourchette",
    r"\b(?:valeurs?|années?|bornes? (?:basse|haute)s?) de base\b|\bpoints? de départ\b": (
        "valeur de départ"
    ),
    r"\b(?:valeurs?|années?) visées?\b": "cible",
    r"\b(?:(?:les|des|ses|aux|comme|tou(?:te)?s les|marchés|contrats|cas|lignes|réponses) |d[’'])"
    r"inconnue?s\b|\b(?:marchés?|contrats?) (?:non renseigné|inconnu)s?\b|\blaisser inconnu\b": (
        "sans réponse"
    ),
    r"\b(?:schéma|spaser)s? communs?\b": "mutualisé",
    r"\bfiches? d[’']actions?\b": "fiche action",
    r"\b(?:fournisseur|entreprise|établissement|prestataire|titulaire|achat)s? inclusi\w+"
    r"|\bsolidaires? (?:et|ou) inclusi\w+|\bdéjà inclusifs\b": "structures inclusives",
}
# Where a refused word stays: the start of a path, the word, the reason.
LAISSES = (
    ("docs/exploitation/servir.md", "bornes", "the memory and the time of a calculation"),
    ("spaser/contenus/considerations/familles/vehicules.json", "bornes", "charging points"),
    ("spaser/contenus/glossaire/glossaire.json", "bornes", "an alias that is looked up"),
    ("spaser/contenus/autodiagnostic/questionnaire-", "", "a published version does not change"),
    ("spaser/contenus/autodiagnostic/tensions-", "", "a published version does not change"),
    ("spaser/contenus/fiches/mobiliser-les-acteurs.json", "point de départ", "a place to move"),
    ("spaser/contenus/faq/questions.json", "points de départ", "where to begin, not a value"),
    ("spaser/contenus/recherche/synonymes.json", "points de départ", "an alias that is looked up"),
    ("spaser/site/diagnostic/campagnes/conduite.py", "point de départ", "a title, not a value"),
    ("spaser/site/plan/models/cibles.py", "visée", "the name of a field, on no screen"),
    ("spaser/site/plan/models/actions.py", "visée", "the name of a field, on no screen"),
    ("spaser/contenus/indicateurs/sources.json", "schéma commun", "the name of a source"),
    ("spaser/moteur/indicateurs", "inconnus", "the name of a count in a formula"),
    ("docs/methodes", "inconnus", "the name of a count in a formula"),
)
# Words quoted from others, or said of other things.
HORS_SUJET = ("spaser/contenus/faits", "spaser/contenus/recenses", "spaser/contenus/formats")
_BALISES = re.compile(r"{#.*?#}|{{.*?}}|{%.*?%}", re.DOTALL)
_CITES = re.compile(r"\"([^\"<>{}]*)\"|'([^'<>{}]*)'")
_ATTRIBUTS = re.compile(r"<[^<>]*>")
_LUS = re.compile(r"(?:aria-label|title|alt|placeholder|content)=\"([^\"]*)\"")
_SQL = re.compile(r"\bSELECT\b")


def _is_text(valeur):
    """Tell words from a name of the code."""
    return " " in valeur.strip() and not _SQL.search(valeur)


def _list_cites(texte):
    return [mot for paire in _CITES.findall(texte) for mot in paire if _is_text(mot)]


def _list_gabarit(texte):
    """Return the words of a template: what stands between tags, what tags hand over or show."""
    balises = " ".join(_BALISES.findall(texte))
    nu = _BALISES.sub("\u2026", texte)
    return [*_list_cites(balises), *_LUS.findall(nu), _ATTRIBUTS.sub("\n", nu)]


def _list_json(valeur):
    if isinstance(valeur, str):
        return [valeur]
    dedans = valeur.values() if isinstance(valeur, dict) else valeur
    return [t for v in dedans for t in _list_json(v)] if isinstance(valeur, dict | list) else []


def _list_python(fichier):
    """Return the sentences of a module; the docstring of a command is its help."""
    arbre = tree_of(fichier)
    docs = {noeud.value for noeud in ast.walk(arbre) if isinstance(noeud, ast.Expr)}
    aide = "commandes" in fichier.parts
    return [
        noeud.value
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Constant)
        and isinstance(noeud.value, str)
        and (noeud not in docs or aide)
        and (_is_text(noeud.value) or noeud.value[:1].isupper())
    ]


def _list_textes(fichier):
    match fichier.suffix:
        case ".py":
            return _list_python(fichier)
        case ".json":
            return _list_json(json.loads(read(fichier)))
        case ".html":
            return _list_gabarit(read(fichier))
        case ".js":
            return _list_cites(read(fichier))
    return [read(fichier)]


def _list_fichiers():
    lus = [
        fichier
        for suffixe in (".py", ".json", ".html", ".txt", ".js")
        for fichier in sous("spaser", suffixe)
        if not str(fichier).startswith(HORS_SUJET) and "migrations" not in fichier.parts
    ]
    docs = ("docs/guide", "docs/methodes", "docs/exploitation")
    return lus + [fichier for dossier in docs for fichier in sous(dossier, ".md")]


def test_no_reader_meets_a_word_of_the_house():
    fichiers = _list_fichiers()
    trouves = [
        f"{fichier}: {trouve.group()}"
        for fichier in fichiers
        for texte in _list_textes(fichier)
        for trouve in DE_LA_MAISON.finditer(" ".join(texte.split()))
    ]

    assert {f.suffix for f in fichiers} >= {".py", ".json", ".html", ".txt", ".js", ".md"}
    assert trouves == []


def _list_autres_mots(fichier, texte):
    """Return what a text says otherwise than the rest, beside the word used."""
    laisses = [mot for debut, mot, _ in LAISSES if str(fichier).startswith(debut)]
    return [
        f"« {trouve.group()} » → « {mot} »"
        for motif, mot in UN_MOT.items()
        for trouve in re.finditer(motif, " ".join(texte.split()), re.IGNORECASE)
        if not any(laisse in trouve.group().lower() for laisse in laisses)
    ]


def test_one_thing_has_one_word():
    trouves = [
        f"{fichier}: {autre}"
        for fichier in _list_fichiers()
        for texte in _list_textes(fichier)
        for autre in _list_autres_mots(fichier, texte)
    ]

    assert trouves == []


@pytest.mark.parametrize(
    ("texte", "autres"),
    [
        ("34 %, bornes 30–40 %", ["« bornes » → « fourchette »"]),
        ("La borne basse, puis la borne haute", []),
        ("Valeur de base", ["« Valeur de base » → « valeur de départ »"]),
        ("sans point de départ", ["« point de départ » → « valeur de départ »"]),
        ("la valeur visée", ["« valeur visée » → « cible »"]),
        ("compter les inconnus comme des non", ["« les inconnus » → « sans réponse »"]),
        ("combien d’inconnus", ["« d’inconnus » → « sans réponse »"]),
        ("une colonne inconnue, un jour inconnu", []),
        ("un schéma commun", ["« schéma commun » → « mutualisé »"]),
        ("une fiche d’action", ["« fiche d’action » → « fiche action »"]),
        ("des entreprises inclusives", ["« entreprises inclusives » → « structures inclusives »"]),
        ("Marché de l’inclusion", []),
    ],
)
def test_another_word_for_one_thing_is_seen(texte, autres):
    assert _list_autres_mots("spaser/site", texte) == autres


def test_every_word_left_is_still_there():
    lus = [(str(fichier), " ".join(_list_textes(fichier)).lower()) for fichier in _list_fichiers()]
    inutiles = [
        laisse
        for laisse in LAISSES
        if not any(nom.startswith(laisse[0]) and laisse[1] in texte for nom, texte in lus)
    ]

    assert inutiles == []


@pytest.mark.parametrize(
    ("texte", "refuse"),
    [
        ("Les quatre lignes de la loi", True),
        ("ses quatre taux légaux", True),
        ("Gestes, les plus récents d’abord", True),
        ("cinq suites au plus", True),
        ("les trous de vos plans", True),
        ("Concluez de nouveau", True),
        ("Conclure sur l’obligation", True),
        ("resserrer la fourchette", True),
        ("Ils élargissent la fourchette", True),
        ("Campagne gelée", True),
        ("gelez le résultat", True),
        ("trop peu de données pour conclure", False),
        ("suites de parcours", False),
        ("tout de suite, ou à la suite", False),
        ("Élargissez aux autres services", False),
        ("des produits surgelés", False),
        ("un taux et sa fourchette", False),
    ],
)
def test_words_of_the_house_are_seen(texte, refuse):
    assert bool(DE_LA_MAISON.search(texte)) is refuse


def test_only_what_is_read_in_a_template_counts():
    gabarit = (
        '{% include "vide.html" with titre="Aucun geste" lien=geste %}'
        '<p class="gestes" title="Les suites">{{ geste.nom }} du trou</p>'
    )
    textes = _list_gabarit(gabarit)

    assert sorted(m.group() for t in textes for m in DE_LA_MAISON.finditer(t)) == [
        "geste",
        "suites",
        "trou",
    ]
