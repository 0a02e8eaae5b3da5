import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from lxml import html

from spaser.documents.bilan.document import render_bilan
from spaser.moteur.valeurs import Acheteur, SourceLue
from tests.faux_bilan import FICHES, SIREN, absente, make_bilan, make_valeurs


@pytest.fixture(scope="module")
def texte():
    return render_bilan(make_bilan())


@pytest.fixture(scope="module")
def page(texte):
    return html.document_fromstring(texte)


def list_cartes(page):
    """Return the cards of the four figures of the law."""
    return page.xpath("//h2[@id='loi']/following-sibling::div[@class='document-cartes'][1]/article")


def test_the_page_stands_alone(texte, page):
    assert "<script" not in texte
    assert not re.search(r'src="', texte)
    assert {lien.tag for lien in page.xpath("//*[@href]")} == {"a"}  # followed, never asked for
    assert "@import" not in texte
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", texte)


def test_the_page_is_french_with_one_title_and_its_landmarks(page):
    assert page.get("lang") == "fr"
    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//main[@id='contenu']")) == 1
    assert page.xpath("//header")
    assert page.xpath("//footer")
    assert page.xpath("//a[@href='#contenu']")


def test_headings_never_skip_a_level(page):
    niveaux = [int(titre.tag[1]) for titre in page.xpath("//h1|//h2|//h3|//h4")]
    assert niveaux[0] == 1
    assert all(suivant - niveau <= 1 for niveau, suivant in pairwise(niveaux))


def test_every_table_has_a_caption_and_scopes(page):
    tables = page.xpath("//table")
    assert tables
    for table in tables:
        assert table.xpath("./caption")[0].text_content().strip()
        assert all(cellule.get("scope") for cellule in table.xpath(".//th"))


def test_every_drawing_is_named_and_every_id_is_unique(page):
    dessins = page.xpath("//*[local-name()='svg']")
    assert dessins
    assert all(dessin.xpath("./*[local-name()='title']") for dessin in dessins)
    identifiants = page.xpath("//@id")
    assert len(identifiants) == len(set(identifiants))


def test_the_four_legal_figures_are_shown_with_bounds_and_method(page):
    cartes = list_cartes(page)
    assert [c.xpath("string(p[@class='document-essentiel']/data)") for c in cartes] == [
        "31\u202f%", "66\u202f%", "2,6\u202f%", "13\u202f%",
    ]  # fmt: skip
    for carte in cartes:
        assert "entre" in carte.xpath("string(p[@class='document-essentiel'])")
        assert "Comment lire ce chiffre" in carte.xpath("string(.//summary)")
        assert carte.xpath(".//table")


def test_a_fragile_figure_wears_a_warning(page):
    avis = page.xpath("//article/p[@class='document-essentiel']/following-sibling::p[1]"
                      "[@class='document-alerte']")  # fmt: skip
    assert [a.text_content().strip() for a in avis] == [
        "Prudence\u00a0: fourchette de 50 points\u00a0: trop peu de données pour conclure."
    ]


def _lire(noeud):
    return noeud.text_content().replace("\u202f", " ").replace("\u00a0", " ")


def test_a_rate_stands_beside_its_yardsticks_with_their_base_and_source(page):
    sociale, environnementale, esus, _ = map(_lire, list_cartes(page))

    assert (
        "30 % visés pour 2025 (marchés de l’année, toute considération). "
        "Échéance passée, suite non connue." in sociale
    )
    assert "À l’échelle nationale : 18,7 % en 2023 (clauses seules, dès 90 000 € HT)." in sociale
    assert "À l’échelle nationale : 29,2 % en 2022 (clauses seules, dès" in environnementale
    assert "90 000 € HT et plus" in sociale
    assert "lecture du 24 novembre 2026" in sociale
    assert "18,8 % en 2019" in environnementale  # in value, where the card unfolds
    assert "visés pour" not in esus


def test_a_rate_that_is_not_known_has_no_yardstick_beside_it():
    valeurs = tuple(
        absente("SOC-01", v.annee, v.n) if v.indicateur == "SOC-01" else v for v in make_valeurs()
    )
    page = html.document_fromstring(render_bilan(make_bilan(valeurs=valeurs)))

    assert "en 2023." not in _lire(list_cartes(page)[0])


def test_what_the_law_asks_and_does_not_fix_is_said_once(page):
    [titre] = page.xpath("//h2[@id='demande']")
    section = " ".join(map(_lire, titre.xpath("following-sibling::*")))

    assert "la loi ne fixe elle-même aucun taux" in section
    assert "Les données publiées ne disent pas le jour du lancement." in section
    assert page.xpath("//nav//a[@href='#demande']")


def test_an_unknown_legal_figure_says_why():
    valeurs = tuple(
        replace(v, numerateur=None, valeur=None, absence="inconnu : liste absente")
        if v.indicateur == "SOC-13"
        else v
        for v in make_valeurs()
    )
    page = html.document_fromstring(render_bilan(make_bilan(valeurs=valeurs)))
    carte = list_cartes(page)[2]
    assert "Non connu" in carte.text_content()
    assert "inconnu\u00a0: liste absente" in carte.text_content()


def test_indicators_without_a_figure_are_gathered(page):
    muettes = page.xpath("//details[contains(summary, 'sans chiffre')]")
    assert "1\u00a0indicateur sans chiffre" in muettes[0].text_content()


MECHANT = '"><script>alert(1)</script>{{ 7*7 }}'


def test_nothing_that_was_published_becomes_markup():
    bilan = make_bilan(
        acheteur=Acheteur(SIREN, MECHANT, (), 1, 0, (2025,)),
        fiches=tuple(replace(f, libelle=MECHANT, methode=MECHANT, limites=MECHANT) for f in FICHES),
        sources=(SourceLue("a", MECHANT, "ab" * 32, make_bilan().date_calcul, 3),),
        avertissements=(MECHANT,),
    )
    texte = render_bilan(bilan)
    assert "<script" not in texte
    acheteur = html.document_fromstring(texte).xpath("string(//p[@class='document-sous-titre'])")
    assert "49" not in acheteur
    assert acheteur.strip() == MECHANT


def test_a_bilan_without_any_value_is_still_a_page():
    page = html.document_fromstring(render_bilan(make_bilan(valeurs=(), sources=())))
    assert "Aucun marché daté" in page.text_content()
    assert not page.xpath("//article")


def test_many_sources_are_counted_and_only_some_are_named():
    jour = make_bilan().date_calcul
    sources = tuple(SourceLue(str(i), f"f{i}.json", "ab" * 32, jour, 1) for i in range(400))
    page = html.document_fromstring(render_bilan(make_bilan(sources=sources)))
    lignes = page.xpath("//table[@id='fichiers_lus']/tbody/tr")
    assert len(lignes) == 21
    assert "380" in lignes[-1].text_content()


class _Equilibre(HTMLParser):
    vides = frozenset({"meta", "br", "hr", "img", "input", "link"})

    def __init__(self):
        super().__init__()
        self.pile = []

    def handle_starttag(self, tag, _attributs):
        if tag not in self.vides:
            self.pile.append(tag)

    def handle_endtag(self, tag):
        assert self.pile.pop() == tag


def test_every_element_is_closed(texte):
    lecteur = _Equilibre()
    lecteur.feed(texte)
    assert lecteur.pile == []


LONGUE = "réponse absente pour tous les marchés que cet acheteur a notifiés"


def test_a_figure_known_in_no_year_is_not_drawn_and_says_why_once():
    valeurs = [v for v in make_valeurs() if v.indicateur not in ("SOC-13", "SOC-IN")]
    valeurs += [replace(absente("SOC-13", annee, 9), absence=LONGUE) for annee in (2024, 2025)]
    carte = html.document_fromstring(render_bilan(make_bilan(valeurs=tuple(valeurs)))).xpath(
        "//article[contains(., 'solidaires d’utilité sociale')]"
    )[0]
    assert not carte.xpath(".//figure")
    assert "Non connu" in carte.text_content()


def test_a_note_in_a_drawing_is_short(page):
    valeurs = [*make_valeurs(), replace(absente("SOC-13", 2027, 9), absence=LONGUE)]
    dessins = html.document_fromstring(render_bilan(make_bilan(valeurs=tuple(valeurs))))
    notes = dessins.xpath("//*[contains(@class, 'g-note')]/text()")
    assert "non connu" in notes
    assert max(map(len, notes)) <= 30


def test_the_law_behind_a_figure_is_told_with_its_method(page):
    loi = "L'article L. 2111-3 demande ces taux."
    fiches = (replace(FICHES[0], droit=loi), *FICHES[1:])
    page = html.document_fromstring(render_bilan(make_bilan(fiches=fiches)))
    droits = page.xpath(
        "//div[@class='document-fiche']/dl/dt[.='Droit']/following-sibling::dd[1]/text()"
    )
    assert droits == ["L’article L.\u00a02111-3 demande ces taux."]


def test_paper_gives_every_method_since_it_cannot_be_unfolded(page):
    [tableau] = page.xpath("//h2[@id='methodes']/following-sibling::details[1]//table")
    methodes = [ligne.text_content() for ligne in tableau.xpath("tbody/tr")]
    assert methodes[0].startswith("SOC-01")
    assert len(methodes) == len(set(methodes)) > 10
