"""What a page says beside a statement of the law: its text, the day, how surely, what changed."""

from datetime import UTC, date, datetime

import msgspec
import pytest
from django.template import Context, Template
from django.utils import timezone

from spaser.regles.nomenclatures import cite
from tests.outils.pages import flatten
from tests.regles.test_sources import replace_fait

CODE = "CCP-D2111-3"


@pytest.fixture(autouse=True)
def _le_28_novembre_2026(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 28, 9, tzinfo=UTC))


def write(gabarit, **contexte):
    page = Template("{% load socle %}" + gabarit).render(Context(contexte))
    return flatten(page).replace("\u00a0", " ").replace("\u202f", " ").strip()


def test_a_statement_leads_to_the_page_of_its_text():
    assert write('{% fait "CCP-D2111-3.depenses" %}') == (
        '(<a href="/obligations/sources/CCP-D2111-3/">Article D2111-3 du code de la commande '
        "publique</a>)"
    )


@pytest.mark.parametrize(
    ("code", "mention"),
    [
        ("LOI-2005-102", "</a>, non vérifié"),
        ("ENR-EMPREINTE", "</a>, à vérifier"),
        ("CCP-L2112-2", "publique</a>"),
    ],
)
def test_what_is_not_sure_is_marked(code, mention):
    assert write(f'{{% fait "{code}" %}}').endswith(f"{mention})")
    assert write(f'{{% texte_lu "{code}" %}}').endswith('fr-badge--warning">À vérifier</span>')


def test_a_text_that_is_over_is_said_to_be(monkeypatch):
    replace_fait(monkeypatch, CODE, jusqu_a=date(2026, 11, 27))

    assert "</a>, jusqu’au 27 novembre 2026)" in write(f'{{% fait "{CODE}" %}}')
    assert write(f'{{% enonce "{CODE}.livre-v" %}}').startswith("Jusqu’au 27 novembre 2026 : Les ")
    source = write("{% source_lue source %}", source=cite([CODE])[0])
    assert source.endswith("</a>, valable jusqu’au 27 novembre 2026")


def test_a_statement_is_given_as_it_is_unless_it_is_not_sure():
    assert write('{% enonce "CCP-R2196-1.seuil" %}') == (
        "Les données essentielles couvrent les marchés de 40 000 € hors taxes et plus."
    )
    assert write('{% enonce "LOI-2005-102" %}').startswith("Non vérifié : Les services en ligne")


def test_a_page_that_is_gone_is_kept_as_text(monkeypatch):
    replace_fait(
        monkeypatch, CODE, confiance="C", morte_le=date(2026, 11, 1), reserve="La page est partie."
    )
    (source,) = cite([CODE])

    page = write("{% source_lue source %}", source=source)

    assert f'href="{source.url}"' not in page
    assert f", {source.url}" in page
    assert "cette adresse ne répond plus depuis le 1er novembre 2026" in page
    assert "À vérifier" in page


def test_an_answer_kept_long_ago_may_cite_a_text_that_no_file_holds():
    source = msgspec.structs.replace(cite([CODE])[0], fait="PARTI-DEPUIS")

    page = write("{% source_lue source %}", source=source)

    assert page.endswith("</a>, lecture du 26 novembre 2026, texte officiel")
    assert "/obligations/sources/" not in page


def test_a_source_whose_text_has_a_reserve_is_marked():
    sure, reservee = cite([CODE]), cite(["CCP-L2112-2"])

    assert "À vérifier" not in write("{% source_lue source %}", source=sure[0])
    assert "À vérifier" in write("{% source_lue source %}", source=reservee[0])


def test_a_link_that_somebody_typed_to_no_known_text_stays_as_it_is():
    lien = '(<a href="https://exemple.fr/obligations/sources/PARTI/">ce texte</a>)'

    assert write(f"{{% notes %}}<p>Voir {lien}.</p>{{% endnotes %}}") == f"<p>Voir {lien}.</p>"
