"""What the team types becomes blocks: links to pages, citations of facts with their mark."""

import json
from datetime import date

import pytest

from spaser.contenus.faits import load_faits
from spaser.documents.corps import (
    SOURCES,
    find_inconnus,
    list_citations,
    list_faits,
    list_liens,
    parse_corps,
    write_sources,
)
from spaser.documents.document import Element, Lien, Liste, Paragraphe, Texte, read_mots
from tests.outils.references import list_references_mal_jointes
from tests.transverses.arbre import RACINE

SITE = "https://spaser.exemple.fr"
SUR = next(
    f for f in load_faits().values() if f.est_sur and f.jusqu_a is None and len(f.points) > 1
)
DOUTEUX = next(f for f in load_faits().values() if not f.est_sur and f.lu_le and not f.jusqu_a)
FINI = next(f for f in load_faits().values() if f.est_sur and f.jusqu_a)


def read(texte):
    (bloc,) = parse_corps(texte, SITE, date(2090, 1, 1))
    assert isinstance(bloc, Paragraphe)
    return bloc.contenu


def test_words_lead_to_a_page_of_the_site_or_of_the_web():
    assert read("Voir [la FAQ](/faq/#duree) et [le texte](https://exemple.fr/a).") == (
        Texte("Voir "),
        Lien("la FAQ", f"{SITE}/faq/#duree"),
        Texte(" et "),
        Lien("le texte", "https://exemple.fr/a"),
        Texte("."),
    )


def test_a_fact_is_cited_by_the_name_of_its_text():
    assert read(f"C’est la loi [[{SUR.code}]].") == (
        Texte("C’est la loi"),
        Texte(" ("),
        Lien(SUR.texte, f"{SITE}{SOURCES}{SUR.code}/"),
        Texte(")"),
        Texte("."),
    )


@pytest.mark.parametrize("entre", [" ", "", "\u00a0"])
def test_a_text_cited_for_several_of_its_points_is_named_once(entre):
    un, deux = list(SUR.points)[:2]
    cites = entre.join([f"[[{SUR.code}.{un}]]", f"[[{SUR.code}.{deux}]]", f"[[{FINI.code}]]"])
    contenu = read(f"C’est la loi {cites}. Et encore [[{SUR.code}]].")

    assert [m.texte for m in contenu if isinstance(m, Lien)] == [SUR.texte, FINI.texte, SUR.texte]
    assert read_mots(contenu).startswith(f"C’est la loi ({SUR.texte}) ({FINI.texte}, ")


@pytest.mark.parametrize(
    ("texte", "fautes"),
    [
        ("(Article L2111-3 du code de la commande publique) (Article L2111-3 du code", 1),
        ("L2111-3L2111-3", 1),
        ("selon L2111-3 L2111-3", 1),
        ("l’article L2111-3adopte", 1),
        ("Articles L3114-2, L3114-2-1, L3124-5", 0),
        ("L’article L2111-3 le dit. D2111-3 donne le seuil, L2111-3 les cibles.", 0),
    ],
)
def test_a_reference_that_is_doubled_or_glued_is_seen(texte, fautes):
    assert len(list_references_mal_jointes(texte)) == fautes


def test_no_text_of_the_project_names_a_law_twice_in_a_row():
    fautes = [
        f"{chemin.name}: {faute}"
        for chemin in sorted((RACINE / "spaser/contenus").rglob("*.json"))
        for texte in _list_textes(json.loads(chemin.read_text()))
        if "[[" in texte
        for bloc in parse_corps(texte, SITE, date(2026, 12, 1))
        for faute in list_references_mal_jointes(_read_bloc(bloc))
    ]

    assert fautes == []


def _list_textes(valeur):
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, dict | list):
        for une in valeur.values() if isinstance(valeur, dict) else valeur:
            yield from _list_textes(une)


def _read_bloc(bloc):
    if isinstance(bloc, Paragraphe):
        return read_mots(bloc.contenu)
    if isinstance(bloc, Liste):
        return "\n".join(map(_read_element, bloc.elements))
    return ""


def _read_element(element):
    if isinstance(element, Element):
        return f"{read_mots(element.contenu)}\n{_read_bloc(element.liste)}"
    return read_mots(element)


def test_a_fact_that_is_not_sure_or_is_over_says_so():
    assert read(f"Peut-être [[{DOUTEUX.code}]].")[-2] == Texte(f", {DOUTEUX.marque})")
    assert "jusqu’au" in read(f"Avant [[{FINI.code}]].")[-2].texte


def test_strong_words_and_lists_are_kept():
    (liste,) = parse_corps("- **Un**\n  - [deux](/b/)", SITE, date(2026, 1, 1))
    assert isinstance(liste, Liste)
    assert liste.elements[0].contenu == (Texte("Un", fort=True),)
    assert liste.elements[0].liste.elements == ((Lien("deux", f"{SITE}/b/"),),)


@pytest.mark.parametrize("texte", ["[x](javascript:alert(1))", "[x](data:a)", "[x](ftp://a)"])
def test_no_other_address_is_followed(texte):
    assert not any(isinstance(morceau, Lien) for morceau in read(texte))


def test_what_is_cited_is_listed_once_with_its_version():
    texte = f"A [[{SUR.code}]], b [[{SUR.code}]], c [[RIEN-9]] [d](/d/)"
    assert list_citations(texte) == (SUR.code, "RIEN-9")
    assert list_faits(texte) == (SUR,)
    assert list_liens(texte) == ("/d/",)
    assert find_inconnus(texte, f"[[{SUR.code}.rien]]") == ["[[RIEN-9]]", f"[[{SUR.code}.rien]]"]
    ((liste),) = write_sources([texte], SITE)
    assert liste.elements[0][0] == Lien(SUR.reference, f"{SITE}{SOURCES}{SUR.code}/")
    assert write_sources(["rien"], SITE) == ()


def test_what_a_text_lets_a_fact_say_is_cited_too():
    texte = "A {{CCP-R2196-1:seuil}}, b {{CCP-R2196-1.delai}}, c {{RIEN-9}}"

    assert list_citations(texte) == ("CCP-R2196-1", "CCP-R2196-1.delai", "RIEN-9")
    assert [fait.code for fait in list_faits(texte)] == ["CCP-R2196-1"]
    assert find_inconnus(texte) == ["{{RIEN-9}}"]


def test_points_of_one_text_side_by_side_name_it_once():
    (bloc,) = parse_corps(
        "Trois choses [[CCP-L2111-3.contenu]] [[CCP-L2111-3.taux]] [[CCP-D2111-3]], puis une "
        "[[CCP-D2111-3.depenses]].",
        "https://exemple.fr",
        date(2026, 11, 30),
    )

    cites = [m.texte for m in bloc.contenu if isinstance(m, Lien)]
    assert [dit.partition(" du ")[0] for dit in cites] == [
        "Article L2111-3",
        "Article D2111-3",
        "Article D2111-3",
    ]
