"""A text that states the law, or one of its thresholds, says it through a fact and its code.

The facts have one home, `spaser/contenus/faits`. Anywhere else, a text that a reader sees names no
article, law, decree or threshold of its own, unless it cites a fact beside it.
"""

import ast
import json
import re
from collections import Counter
from functools import cache

import pytest

from spaser.contenus.faits import find_fait, load_faits
from spaser.moteur.indicateurs.catalogue import INDICATEURS
from tests.transverses.arbre import read, sous, tree_of

ARTICLE = re.compile(r"(?<![\w/.-])[LRD]\.?[ \u00a0]?\d{3,4}(?:-\d+)+(?!\w)")
TEXTE = re.compile(
    r"\b(?:[Ll]ois?|[Dd]écrets?|[Aa]rrêtés?|[Oo]rdonnances?|[Dd]irectives?|[Rr]èglements?)[ \u00a0]"
    r"(?:n°|\(UE\)|du \d|\d{4}[-/]\d|Climat|AGEC|[ÉE][Gg]alim|REEN|ESS\b|industrie verte)"
)
# What a law asks, since when or how often, said in plain words: no number betrays it. A heading or
# a question (« ce que la loi demande », « si la loi vous oblige ») states nothing.
_ASKS = (
    "compt|demand|impos|oblig|fix|prévo|interd|exig|limit|autoris|écart|vis"  # the start of a verb
)
ENONCE = re.compile(
    r"(?<!que )(?<!quand )(?<!si )\b"
    r"(?:[Ll]a loi|[Ll]e code de la commande publique|[Ll]es? textes?)[ \u00a0]"
    rf"(?:ne |n’)?(?:vous |en |leur )?(?:{_ASKS})\w*(?!\w|-t-elle)"
)
DEPUIS = re.compile(
    r"(?:[Ee]n vigueur|[Oo]bligatoires?|[Aa]pplicables?|[Nn]otifiée?s?)[ \u00a0]"
    r"(?:depuis|à partir|à compter|jusqu)[^.;]{0,20}\b20\d\d"
)
DELAI = re.compile(r"dans les (?:deux|2) mois|jusqu['’]à (?:deux|2) mois|tous les deux ans")
DEVOIR = re.compile(r"(?:(?<![Qq]ui )doi(?:t|vent) adopter|acheteurs? adopte(?:nt)?) ")
PAROLES = (ENONCE, DEPUIS, DELAI, DEVOIR)

# Made-up examples and formats of data, where a number or a law is nobody's statement.
HORS_SUJET = (
    "spaser/contenus/faits",
    "spaser/contenus/formats",
    "spaser/contenus/recenses",
    "spaser/regles/nomenclatures.py",  # sizes of buyers, in the words of the portal
)

# What the pages, documents and commands still state by themselves, until they cite their facts.
# It may only shrink: a file with fewer must be written here with its new number, or leave.
EN_ATTENTE: dict[str, int] = {}

# What is said in plain words beside its sources: each reason is shown with the texts it rests on.
CITE_A_COTE = {"spaser/regles/assujettissement.py"}
# As EN_ATTENTE: what pages and documents still say in plain words without a code. No more of them.
PAROLES_EN_ATTENTE: dict[str, int] = {}


def _make_seuils():
    euros = {
        int(valeur.valeur)
        for fait in load_faits().values()
        for valeur in fait.valeurs
        if valeur.unite == "euros" and valeur.valeur
    }
    formes = [f"{montant:,}".replace(",", "[ \u00a0\u202f]?") for montant in sorted(euros)]
    millions = [str(montant // 1_000_000) for montant in euros if montant >= 10_000_000]
    return re.compile(
        rf"(?<!\d)(?<!\d[ \u00a0\u202f])(?:(?:{'|'.join(formes)})[ \u00a0\u202f]?(?:€|euros)"
        rf"|(?:{'|'.join(millions)})[ \u00a0\u202f]?(?:millions d['’]euros|M€))"
    )


SEUIL = _make_seuils()
MOTIFS = (ARTICLE, TEXTE, SEUIL)


def _count(textes, motifs=MOTIFS):
    return sum(len(motif.findall(texte)) for texte in textes for motif in motifs)


def _list_json(valeur):
    """Return the texts of an object that cites no fact, nor does what holds it."""
    if isinstance(valeur, str):
        return [valeur]
    if isinstance(valeur, dict):
        cite = {"faits", "fait"} & valeur.keys() or any(map(_cites, valeur.values()))
        return [] if cite else [t for v in valeur.values() for t in _list_json(v)]
    return [t for v in valeur for t in _list_json(v)] if isinstance(valeur, list) else []


def _cites(valeur):
    """Say whether what the team types holds the citation of a fact."""
    return isinstance(valeur, str) and "[[" in valeur


def _list_python(fichier):
    """Return the strings of a module; one that stands alone is a docstring, left aside."""
    arbre = tree_of(fichier)
    docs = {noeud.value for noeud in ast.walk(arbre) if isinstance(noeud, ast.Expr)}
    return [
        noeud.value
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and noeud not in docs
    ]


@cache
def _list_textes(fichier):
    if fichier.suffix == ".py":
        return _list_python(fichier)
    if fichier.suffix == ".json":
        return _list_json(json.loads(read(fichier)))
    return [read(fichier)]


def _list_fichiers():
    suffixes = (".py", ".json", ".html", ".txt", ".toml", ".csv", ".xml")
    return [
        fichier
        for suffixe in suffixes
        for fichier in sous("spaser", suffixe)
        if not str(fichier).startswith(HORS_SUJET) and "static" not in fichier.parts
    ] + sous("docs/guide", ".md")


def test_no_text_states_the_law_without_a_fact():
    comptes = {str(f): n for f in _list_fichiers() if (n := _count(_list_textes(f)))}

    assert comptes == EN_ATTENTE


def test_no_text_says_in_plain_words_what_a_law_asks_without_a_fact_beside():
    comptes = {str(f): _count(_list_paroles(f), PAROLES) for f in _list_fichiers()}

    assert {
        f: n
        for f, n in comptes.items()
        if f not in CITE_A_COTE and n > PAROLES_EN_ATTENTE.get(f, 0)
    } == {}


def _list_paroles(fichier):
    """Return the texts of a file; a page that shows a fact says with it what it is about."""
    textes = _list_textes(fichier)
    return [] if fichier.suffix == ".html" and re.search(r"{% fait ", textes[0]) else textes


def test_only_pages_documents_and_commands_are_still_awaited():
    etages = Counter(fichier.split("/")[1] for fichier in EN_ATTENTE)

    assert set(etages) <= {"site", "documents", "cli", "demonstration"}


@pytest.mark.parametrize(
    ("texte", "nombre"),
    [
        ("L’article L. 2111-3 demande…", 1),
        ("articles R2152-7 et L2152-7", 2),
        ("le décret n° 2025-1386", 1),
        ("la loi Climat et résilience", 1),
        ("l’arrêté du 22 décembre 2022", 1),
        ("à partir de 40 000 € HT, puis 50 millions d’euros", 2),
        ("le seuil de 216\u202f000\u00a0€", 1),
        ("l’usage demande une cible ; 240 000 € ; 12 millions d’euros", 0),
        ("le marché D2024-12 a été notifié", 1),
    ],
)
def test_what_states_the_law_is_seen(texte, nombre):
    assert _count([texte]) == nombre


@pytest.mark.parametrize(
    ("texte", "nombre"),
    [
        ("La loi demande une cible. Le code de la commande publique impose un critère.", 2),
        ("La loi ne vous oblige pas ; le texte n’écarte que le livre V.", 2),
        ("Le format en vigueur depuis 2024, les marchés notifiés depuis le 1er janvier 2024.", 2),
        ("Publié dans les deux mois, puis tous les deux ans.", 2),
        ("Un acheteur doit adopter un schéma ; les acheteurs adoptent le leur.", 2),
        ("Ce que la loi demande. La loi vous oblige-t-elle ? Savoir si la loi vous oblige.", 0),
        ("Qui doit adopter un SPASER, et avec quoi dedans ?", 0),
        ("Depuis septembre 2023, une quinzaine de structures ; le mois prochain.", 0),
    ],
)
def test_what_says_in_plain_words_what_a_law_asks_is_seen(texte, nombre):
    assert _count([texte], PAROLES) == nombre


def test_a_content_that_cites_a_fact_may_name_its_text():
    assert _list_json([{"texte": "Article L2111-3", "faits": ["CCP-L2111-3"]}]) == []
    assert _list_json([{"texte": "Article L2111-3", "suite": "[[CCP-L2111-3]]"}]) == []
    assert _list_json([{"texte": "Article L2111-3"}]) == ["Article L2111-3"]


@pytest.mark.parametrize("indicateur", INDICATEURS, ids=lambda i: i.code)
def test_a_page_of_methods_names_only_the_articles_of_its_facts(indicateur):
    page = read(next(f for f in sous("docs/methodes", ".md") if f.stem == indicateur.code))
    faits = [find_fait(citation) for citation in indicateur.faits]
    permis = {nu for fait in faits for nu in ARTICLE.findall(_gather(fait))}

    assert set(ARTICLE.findall(page)) <= permis
    assert all(f"{fait.lu_le:%d/%m/%Y}" in page and fait.lien in page for fait in faits)


def _gather(fait):
    return " ".join([fait.texte, fait.enonce, fait.version, fait.reserve, *fait.points.values()])


def _points(fait):
    return [f"{fait.code}.{point}" for point in fait.points]


def _list_citations():
    """Return every code that a content cites, with its file."""
    return [
        (str(fichier), citation)
        for fichier in sous("spaser/contenus", ".json")
        for citation in _gather_citations(json.loads(read(fichier)))
    ]


def _gather_citations(valeur):
    if isinstance(valeur, list):
        return [c for v in valeur for c in _gather_citations(v)]
    if not isinstance(valeur, dict):
        return []
    fait = valeur.get("fait")  # in the schema of a format, a field of that name
    ici = [*valeur.get("faits", []), *([fait] if isinstance(fait, str) and fait in _CODES else [])]
    return ici + [c for v in valeur.values() for c in _gather_citations(v)]


_CODES = {code for fait in load_faits().values() for code in (fait.code, *_points(fait))}


def test_every_code_that_a_content_cites_is_that_of_a_fact():
    citations = _list_citations()

    assert len(citations) > 100
    assert [(fichier, c) for fichier, c in citations if c not in _CODES] == []


_TAG = re.compile(r"{% (fait|enonce) \"([^\"]+)\" %}")


def test_a_page_gives_as_a_statement_only_what_is_sure():
    tags = [t for page in sous("spaser/site", ".html") for t in _TAG.findall(read(page))]

    assert len(tags) > 10
    assert {code for _, code in tags} <= _CODES
    assert [c for tag, c in tags if tag == "enonce" and not find_fait(c).est_sur] == []


# The day a consultation was launched is not in published data: nothing says that a contract, or a
# buyer, breaks a rule. Only files and accessibility are held against a form.
JUGEMENT = re.compile(
    r"non[ \u00a0\u202f-]conform|infraction|hors[ -]la[ -]loi|illégal", re.IGNORECASE
)
DITS = ("spaser/contenus", "spaser/documents", "spaser/regles", "spaser/site", "docs/guide")
FORMES = ("spaser/site/portail/templates/portail/accessibilite.html", "docs/guide/controler.md")
# What the law has a site say of itself, where the rest of the file is read.
D_UN_SITE = re.compile(
    r"un site se déclare «\u00a0non conforme\u00a0»|Accessibilité\\u00a0: non conforme"
)


def test_nothing_calls_a_contract_non_compliant():
    fichiers = [
        fichier
        for dossier in (*DITS, "docs/methodes", "spaser/moteur/indicateurs", "spaser/cli")
        for suffixe in (".html", ".txt", ".json", ".md", ".py")
        for fichier in sous(dossier, suffixe)
        if str(fichier) not in FORMES
    ]

    assert len(fichiers) > 500
    assert [str(f) for f in fichiers if JUGEMENT.search(D_UN_SITE.sub("", read(f)))] == []


@pytest.mark.parametrize(
    ("texte", "refuse"),
    [
        ("Ce marché est non conforme", True),
        ("marchés non\u00a0conformes", True),
        ("en infraction", True),
        ("jamais une preuve de conformité", False),
        ("conforme au format", False),
    ],
)
def test_what_judges_a_contract_is_seen(texte, refuse):
    assert bool(JUGEMENT.search(texte)) is refuse
