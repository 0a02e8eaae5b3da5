"""The style of a buyer's documents: what can be read, what a file can hold."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from spaser.documents.document import (
    Charte,
    CharteRefusee,
    compute_contraste,
    compute_teintes,
    make_charte,
    verify_logo_visible,
)


def draw(largeur, hauteur, nature="PNG"):
    sortie = io.BytesIO()
    Image.new("RGB", (largeur, hauteur), "#37527a").save(sortie, nature)
    return sortie.getvalue()


@pytest.mark.parametrize(
    ("une", "autre", "attendu"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#37527a", "#37527a", 1.0)],
)
def test_contrast_is_that_of_wcag(une, autre, attendu):
    assert compute_contraste(une, autre) == pytest.approx(attendu, abs=0.005)
    assert compute_contraste(autre, une) == compute_contraste(une, autre)


@pytest.mark.parametrize("logo", [b"", draw(64, 64), draw(4000, 64), draw(300, 100, "JPEG")])
def test_what_can_be_read_is_taken(logo):
    assert make_charte("#37527a", "#e9e5dc", logo).logo == logo


@pytest.mark.parametrize(
    ("couleur", "fond", "dit"),
    [
        ("37527a", "#e9e5dc", "s’écrit comme #37527a"),
        ("#37527a;", "#e9e5dc", "s’écrit comme #37527a"),
        ("#9fb4d0", "#e9e5dc", "des titres #9fb4d0 ne se lit pas assez"),
        ("#37527a", "#37527a", "de fond #37527a ne se lit pas assez"),
    ],
)
def test_colours_that_cannot_be_read_are_refused_with_the_reason(couleur, fond, dit):
    with pytest.raises(CharteRefusee) as erreur:
        make_charte(couleur, fond)

    assert dit in erreur.value.message


@pytest.mark.parametrize(
    ("logo", "dit"),
    [
        (draw(4, 4), "trop petit : 4 × 4"),
        (draw(4001, 64), "trop grand : 4001 × 64"),
        (b"\0" * 1_000_001, "trop lourd"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "PNG ou JPEG"),
        (draw(64, 64, "GIF"), "PNG ou JPEG"),
        (draw(300, 300)[:200], "PNG ou JPEG"),
    ],
)
def test_a_logo_that_a_file_cannot_hold_is_refused_with_the_fix(logo, dit):
    with pytest.raises(CharteRefusee) as erreur:
        make_charte("#37527a", "#e9e5dc", logo)

    assert dit in erreur.value.message
    assert "64 à 4 000 pixels" in erreur.value.conseil


COULEURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(COULEURS, COULEURS)
def test_axes_have_colours_of_their_own_that_can_be_read(couleur, fond):
    teintes = compute_teintes(Charte(couleur, fond), 10)

    assert min(compute_contraste(teinte, "#ffffff") for teinte in teintes) >= 4.5
    assert len(set(teintes[:8])) == 8
    assert teintes[8:] == teintes[:2]


@pytest.mark.parametrize(
    ("charte", "premieres"),
    [
        (Charte("#0f5163", "#f6d9cd"), ("#0f5163", "#92492a")),
        (Charte("#f2b705", "#6ec1e4"), ("#936f03", "#2d7a9a")),
        (Charte("#7a1f3d", "#f3e3e8"), ("#7a1f3d", "#1e674f")),
    ],
    ids=["two colours", "pale ones are darkened", "a pale copy of the first is not a second one"],
)
def test_the_first_axes_take_the_colours_of_the_buyer(charte, premieres):
    assert compute_teintes(charte, 2) == premieres


@pytest.mark.parametrize(
    ("teinte", "se_voit"),
    [
        ("#ffffff", False),
        ("#ffffff00", False),  # nothing but what shows through
        ("#00000008", False),
        ("#fdfdf2", False),
        ("#bfbfbf", True),
        ("#e3000f", True),
    ],
)
def test_a_logo_that_does_not_show_on_white_is_refused_with_the_fix(teinte, se_voit):
    sortie = io.BytesIO()
    Image.new("RGBA", (300, 100), teinte).save(sortie, "PNG")

    if se_voit:
        verify_logo_visible(sortie.getvalue())
        return
    with pytest.raises(CharteRefusee, match="ne se voit pas sur le blanc") as erreur:
        verify_logo_visible(sortie.getvalue())
    assert erreur.value.conseil == "Donnez sa version pour fond clair."
