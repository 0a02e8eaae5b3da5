"""A page that a person names: what is read of it and what is refused, from this machine."""

import gzip
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from spaser.donnees.reseau.page import TAILLE_MAX, LienPdf, PageRefusee, parse_page, read_page
from spaser.donnees.reseau.sonde import AdresseInterdite, aim

PAGE = """<!doctype html><html lang="fr"><head><title>Titre de l’onglet</title>
<meta property="og:site_name" content="Portail fictif"></head><body>
<p>Publié le 10 juillet 2025</p><h1>Région du Val-Fictif</h1>
<dl><dt>Numéro SIREN</dt><dd>200 052 264</dd></dl><p>Téléphone : 123 456 789</p>
<a href="/docs/spaser.PDF?v=2">Le schéma</a> <a href="docs/bilan.pdf"></a>
<a href="/docs/spaser.PDF?v=2">encore</a> <a href="javascript:alert(1).pdf">non</a>
<a href="http://[::1/a.pdf">illisible</a><script>SIREN 130022205</script></body></html>"""


def test_a_page_gives_its_title_its_day_its_body_and_its_files():
    lue = parse_page(PAGE.encode(), "https://portail.exemple/fiches/val")

    assert (lue.titre, lue.site, lue.jour) == (
        "Région du Val-Fictif",
        "Portail fictif",
        date(2025, 7, 10),
    )
    assert lue.sirens == ("200052264",)
    assert lue.pdfs == (
        LienPdf("Le schéma", "https://portail.exemple/docs/spaser.PDF?v=2"),
        LienPdf("bilan.pdf", "https://portail.exemple/fiches/docs/bilan.pdf"),
    )


@pytest.mark.parametrize(
    ("entete", "jour"),
    [
        ('<meta property="article:published_time" content="2024-03-02T10:00Z">', date(2024, 3, 2)),
        ('<time datetime="2023-12-01">hier</time>', date(2023, 12, 1)),
        ('<meta name="date" content="2024-13-40">', None),
        ("<p>Le 3 mai 2024, il pleuvait.</p>", None),
        ("<p>Mis à jour le 1er mai 2024</p>", date(2024, 5, 1)),
    ],
)
def test_the_day_is_the_one_that_the_page_says_is_its_own(entete, jour):
    assert (
        parse_page(f"<html><body>{entete}</body></html>".encode(), "https://a.exemple").jour == jour
    )


def test_what_a_page_does_not_say_is_empty():
    lue = parse_page(b"<p>Bonjour</p>", "https://www.ville.exemple/a")

    assert (lue.titre, lue.site, lue.jour, lue.sirens, lue.pdfs) == (
        "",
        "ville.exemple",
        None,
        (),
        (),
    )


def test_a_page_of_another_age_is_read_too():
    assert parse_page("<h1>Région</h1>".encode("cp1252"), "https://a.exemple").titre == "Région"


@pytest.mark.parametrize("octets", [b"", b"   ", b"<!-- rien -->"])
def test_an_empty_page_is_refused(octets):
    with pytest.raises(PageRefusee, match="vide"):
        parse_page(octets, "https://a.exemple")


@contextmanager
def site(repond):
    """Serve one answer on this machine."""

    class Poste(BaseHTTPRequestHandler):
        def do_GET(self):
            repond(self)

        def log_message(self, *_args):
            pass

    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Poste)
    Thread(target=serveur.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{serveur.server_address[1]}"
    finally:
        serveur.shutdown()
        serveur.server_close()


def local(url):
    return aim(url, permise=lambda ip: ip.is_loopback)


def answer(poste, corps=b"", statut=200, nature="text/html; charset=utf-8", **entetes):
    poste.send_response(statut)
    poste.send_header("Content-Type", nature)
    poste.send_header("Content-Length", str(len(corps)))
    for nom, valeur in entetes.items():
        poste.send_header(nom.replace("_", "-"), valeur)
    poste.end_headers()
    poste.wfile.write(corps)


def test_a_page_is_read_from_its_address():
    with site(lambda poste: answer(poste, PAGE.encode())) as adresse:
        assert read_page(f"{adresse}/a", local).titre == "Région du Val-Fictif"


@pytest.mark.parametrize(
    ("reponse", "dit"),
    [
        ({"nature": "application/pdf", "corps": b"%PDF"}, "pas une page web"),
        ({"nature": "", "corps": b"x"}, "pas une page web"),
        ({"statut": 404}, r"une erreur \(404\)"),
        ({"statut": 500}, r"une erreur \(500\)"),
        ({"corps": b"a" * (TAILLE_MAX + 1)}, "dépasse"),
        # a small answer that swells once it is unpacked
        ({"corps": gzip.compress(b"a" * (50 * TAILLE_MAX)), "Content_Encoding": "gzip"}, "dépasse"),
        ({"corps": b"pas du gzip", "Content_Encoding": "gzip"}, "ne répond pas correctement"),
    ],
)
def test_what_is_no_page_is_refused_in_french(reponse, dit):
    with (
        site(lambda poste: answer(poste, **reponse)) as adresse,
        pytest.raises(PageRefusee, match=dit),
    ):
        read_page(adresse, local)


def test_a_page_that_leads_inside_is_not_followed():
    def vise(url):
        if "interne" in url:
            raise AdresseInterdite("l’adresse n’est pas publique")
        return local(url)

    def repond(poste):
        answer(poste, statut=302, Location="http://interne.exemple/metadata")

    with site(repond) as adresse, pytest.raises(PageRefusee, match="n’est pas publique"):
        read_page(adresse, vise)


def test_an_endless_chain_of_redirections_is_refused():
    with (
        site(lambda poste: answer(poste, statut=302, Location="/encore")) as adresse,
        pytest.raises(PageRefusee, match="sans fin"),
    ):
        read_page(adresse, local)


def test_a_site_that_says_nothing_is_given_up():
    fini = Event()

    with site(lambda _poste: fini.wait(30)) as adresse:
        with pytest.raises(PageRefusee, match="trop de temps"):
            read_page(adresse, local, duree_max=0.3)
        fini.set()


def test_nobody_at_the_address_is_told():
    with pytest.raises(PageRefusee, match="injoignable"):
        read_page("http://127.0.0.1:9/", local)


@pytest.mark.parametrize("url", ["ftp://a.exemple", "http://127.0.0.1/", "http://u:p@a.exemple/"])
def test_an_address_that_the_site_must_not_ask_is_refused(url):
    with pytest.raises(PageRefusee):
        read_page(url)
