"""The text of a file: its blocks follow the schema, agree, and hold no dangerous drawing."""

import pytest

from spaser.regles.format_controle import check_dessin
from spaser.regles.format_spaser import Spaser11, read_spaser_dict


def read(*blocs):
    structure = {"nom": "Val-Fictif", "type": "commune"}
    texte = [{"genre": "section", "titre": "Une", "blocs": list(blocs)}]
    return read_spaser_dict(
        {
            "format": "spaser",
            "version": "1.1",
            "structure": structure,
            "schema": {"texte": texte},
        },
    )


def paragraphe(contenu, **champs):
    return {"genre": "paragraphe", "contenu": contenu} | champs


def tableau(*lignes, **champs):
    return {
        "genre": "tableau",
        "legende": "",
        "entetes": ["a", "b"],
        "lignes": list(lignes),
    } | champs


@pytest.mark.parametrize(
    ("bloc", "lieu", "message", "correction"),
    [
        ({"genre": "script"}, "Genre", "« script » n’est pas dans la liste", "paragraphe, liste"),
        ({"genre": ["liste"]}, "Genre", "n’est pas dans la liste", "Choisissez parmi"),
        ({"contenu": "x"}, "Genre", "ce champ est obligatoire", "Ajoutez le champ « genre »"),
        ("x", "n° 1", "pas de la bonne nature", "Écrivez un objet"),
        (
            paragraphe(12),
            "Contenu",
            "pas de la bonne nature",
            "Écrivez un texte, entre guillemets ; ou une liste, entre crochets [ ].",
        ),
        (paragraphe(None), "Contenu", "la valeur est null", "Retirez ce champ"),
        (paragraphe("a\x00b"), "Contenu", "caractère interdit", "Retirez les caractères"),
        (
            paragraphe("x", identifiant="un mot"),
            "Identifiant",
            "« un mot » n’a pas la forme attendue",
            "« bloc_1 »",
        ),
        (
            paragraphe([{"genre": "lien", "texte": "x", "adresse": "javascript:alert(1)"}]),
            "Adresse",
            "n’a pas la forme attendue",
            "https://www.exemple.fr/spaser",
        ),
        (
            paragraphe([{"genre": "chiffre", "texte": "12 %", "explication": "x"}]),
            "Référence",
            "ce champ est obligatoire",
            "Ajoutez le champ « reference »",
        ),
        (
            {"genre": "fiche", "titre": "x", "champs": [["seul"]]},
            "n° 1",
            "la liste a 1 élément.",
            "Il en faut 2 au moins.",
        ),
        (
            {"genre": "fiche", "titre": "x", "champs": [["un", "deux", "trois"]]},
            "n° 1",
            "la liste a 3 éléments.",
            "Gardez-en 2 au plus.",
        ),
        (
            {"genre": "fiche", "titre": "x", "champs": [[["un"], "deux"]]},
            "n° 1",
            "pas de la bonne nature",
            "Écrivez un texte",
        ),
        (
            tableau(["un"], ["un", "deux"]),
            "Lignes › n° 1",
            "1 élément(s) pour 2 colonne(s).",
            "Mettez-en autant que de colonnes.",
        ),
        (
            tableau(largeurs=[1]),
            "Largeurs",
            "1 élément(s) pour 2 colonne(s).",
            "Mettez-en autant que de colonnes.",
        ),
    ],
)
def test_a_fault_of_a_block_is_told_at_its_place(bloc, lieu, message, correction):
    [faute] = read(bloc)

    assert faute.pointeur.startswith("/schema/texte/0/blocs/0")
    assert faute.lieu.startswith("Schéma › Texte › n° 1 › Blocs › n° 1")
    assert lieu in faute.lieu
    assert message in faute.message
    assert correction in faute.correction


def test_two_blocks_never_share_an_identifier():
    [faute] = read(paragraphe("a", identifiant="b1"), tableau(identifiant="b1"))

    assert faute.pointeur == "/schema/texte/0/blocs/1/identifiant"
    assert faute.message == "« b1 » désigne déjà un autre bloc."


def dessin(dedans="", **attributs):
    ecrits = "".join(f" {nom}='{valeur}'" for nom, valeur in attributs.items())
    return f"<svg xmlns='http://www.w3.org/2000/svg'{ecrits}>{dedans}</svg>"


@pytest.mark.parametrize(
    ("svg", "dit"),
    [
        (dessin("<script>alert(1)</script>"), "la balise « script »"),
        (dessin("<foreignObject/>"), "la balise « foreignObject »"),
        (dessin("<style>* {}</style>"), "la balise « style »"),
        (dessin("<image href='https://a.b/c.png'/>"), "la balise « image »"),
        (dessin("<a href='https://a.b'/>"), "la balise « a »"),
        (dessin("<use href='#x'/>"), "la balise « use »"),
        (dessin("<animate/>"), "la balise « animate »"),
        (dessin("<p xmlns='http://www.w3.org/1999/xhtml'/>"), "la balise"),
        (dessin(onload="alert(1)"), "l’attribut « onload »"),
        (dessin("<rect style='fill:red'/>"), "l’attribut « style »"),
        (dessin("<rect fill='url(https://a.b/#c)'/>"), "l’attribut « fill »"),
        (dessin("<rect fill='URL( //a.b)'/>"), "l’attribut « fill »"),
        (dessin("<rect fill='u\\72l(//a.b)'/>"), "l’attribut « fill »"),
        (dessin("<desc><![CDATA[<img src=x onerror=alert(1)>]]></desc>"), "un commentaire"),
        (dessin("<!-- <img src=x onerror=alert(1)> -->"), "un commentaire"),
        (dessin("<?x <img src=x onerror=alert(1)> ?>"), "un commentaire"),
        ("<!DOCTYPE svg [<!ENTITY a 'b'>]>" + dessin("&a;"), "un commentaire"),
        ("<svg>", "pas du SVG bien formé"),
        ("", "pas du SVG bien formé"),
        ("\ufffe", "pas du SVG bien formé"),
        ("<svg/>", "pas un dessin SVG"),
        ("<html xmlns='http://www.w3.org/1999/xhtml'/>", "pas un dessin SVG"),
        (dessin("<g>" * 5_000 + "</g>" * 5_000), "pas du SVG bien formé"),
    ],
)
def test_a_drawing_that_a_page_must_not_show_is_refused(svg, dit):
    message, correction = check_dessin(svg)

    assert dit in message
    assert correction


def test_the_fault_of_a_drawing_is_told_at_its_place():
    [faute] = read({"genre": "figure", "svg": dessin(onload="x"), "alt": "", "legende": ""})

    assert faute.pointeur == "/schema/texte/0/blocs/0/svg"


def test_a_plain_drawing_passes():
    formes = "<defs><pattern id='h'/></defs><rect width='3' fill='url(#h)'/><text>30 %</text>"
    lu = read({"genre": "figure", "svg": dessin(formes), "alt": "Trente", "legende": ""})

    assert isinstance(lu, Spaser11)
