"""A page that a person names: what is read of it and what is refused, from this machine."""

import gzip
import tracemalloc
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from threading import Thread

import httpx
import pytest

from spaser.elements import is_siren
from spaser.moteur.boite.modele import ErreurBoite, MotifEchec
from spaser.moteur.reseau import sonde
from spaser.moteur.reseau.sonde import (
    TAILLE_MAX,
    EtatAdresse,
    LienPdf,
    PageRefusee,
    fetch_page,
    parse_page,
    read_page,
)
from tests.moteur.reseau.gestes import aim_local, fetch_local

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
        assert fetch_local(f"{adresse}/a").titre == "Région du Val-Fictif"


@pytest.mark.parametrize(
    ("reponse", "dit"),
    [
        ({"nature": "application/pdf", "corps": b"%PDF"}, "pas une page web"),
        ({"nature": "", "corps": b"x"}, "pas une page web"),
        ({"statut": 404}, r"une erreur \(404\)"),
        ({"statut": 500}, r"une erreur \(500\)"),
        ({"corps": b"a" * (TAILLE_MAX + 1)}, "dépasse"),
        ({"corps": PAGE.encode(), "Content_Encoding": "gzip"}, "compressée"),
        ({"corps": PAGE.encode(), "Content_Encoding": "identity, br"}, "compressée"),
    ],
)
def test_what_is_no_page_is_refused_in_french(reponse, dit):
    with (
        site(lambda poste: answer(poste, **reponse)) as adresse,
        pytest.raises(PageRefusee, match=dit),
    ):
        fetch_local(adresse)


def test_nothing_is_unpacked_nor_asked_packed():
    """What a small answer would become in memory is never known."""
    bombe = gzip.compress(gzip.compress(bytes(60_000_000)))
    demandes = []

    def repond(poste):
        demandes.append(poste.headers["Accept-Encoding"])
        answer(poste, bombe, Content_Encoding="gzip, gzip")

    with site(repond) as adresse:
        tracemalloc.start()
        with pytest.raises(PageRefusee, match="compressée"):
            fetch_local(adresse)
        _, pic = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert pic < 20_000_000
    assert demandes == ["identity"]


def test_a_page_in_clear_may_follow_one_in_secret_and_is_aimed_at_again(monkeypatch):
    """Nothing secret is sent, and a person reads again what comes."""
    vises = []

    def vise(url):
        vises.append(str(url))
        return aim_local(url)

    monkeypatch.setattr(sonde, "aim", vise)
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", without_tls)

    def repond(poste):
        if poste.path == "/":
            answer(poste, statut=302, Location=f"http://{poste.headers['Host']}/suite")
        else:
            answer(poste, PAGE.encode())

    with site(repond) as adresse:
        assert fetch_page(adresse.replace("http", "https")).site == "Portail fictif"

    assert vises == [adresse.replace("http", "https"), f"{adresse}/suite"]


HANDLE = httpx.HTTPTransport.handle_request


def without_tls(transport, demande):
    """Ask in clear what was to be asked in secret: the site of these tests has no certificate."""
    en_clair = demande.url.copy_with(scheme="http")
    return HANDLE(transport, httpx.Request("GET", en_clair, headers=demande.headers))


def test_a_proxy_of_the_machine_has_no_say(monkeypatch):
    for nom in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(nom, "http://127.0.0.1:9")

    with site(lambda poste: answer(poste, PAGE.encode())) as adresse:
        assert fetch_local(adresse).site == "Portail fictif"


def test_what_is_kept_of_a_page_is_bounded():
    sirens = "".join(f"<p>SIREN {numero}</p>" for numero in list_sirens(25))
    long = f'<a href="/{"a" * 3_000}.pdf">long</a><a href="/court.pdf">court</a>'

    lue = parse_page(f"<body>{sirens}{long}</body>".encode(), "https://a.exemple/")

    assert len(lue.sirens) == 20
    assert [pdf.titre for pdf in lue.pdfs] == ["court"]


def list_sirens(nombre):
    justes = (n for n in range(200_000_000, 200_001_000) if is_siren(str(n)))
    return list(islice(justes, nombre))


def test_a_page_that_leads_inside_is_not_followed(monkeypatch):
    def vise(url):
        if "interne" in str(url):
            raise PageRefusee("l’adresse n’est pas publique", EtatAdresse.REFUSE)
        return aim_local(url)

    monkeypatch.setattr(sonde, "aim", vise)

    def repond(poste):
        answer(poste, statut=302, Location="http://interne.exemple/metadata")

    with site(repond) as adresse, pytest.raises(PageRefusee, match="n’est pas publique"):
        fetch_page(adresse)


def test_an_endless_chain_of_redirections_is_refused():
    with (
        site(lambda poste: answer(poste, statut=302, Location="/encore")) as adresse,
        pytest.raises(PageRefusee, match="sans fin"),
    ):
        fetch_local(adresse)


def test_nobody_at_the_address_is_told():
    with pytest.raises(PageRefusee, match="injoignable"):
        fetch_local("http://127.0.0.1:9/")


@pytest.mark.parametrize("url", ["ftp://a.exemple", "http://127.0.0.1/", "http://u:p@a.exemple/"])
def test_an_address_that_the_site_must_not_ask_is_refused(url):
    with pytest.raises(PageRefusee):
        fetch_page(url)


@pytest.mark.parametrize(
    ("motif", "dit"),
    [
        (MotifEchec.TEMPS, "le site met trop de temps à répondre"),
        (MotifEchec.MEMOIRE, "la page est démesurée"),
        (MotifEchec.OCCUPEE, "trop d’autres lectures sont en cours : recommencez dans une minute"),
        (MotifEchec.PANNE, "la page ne se lit pas"),
    ],
)
def test_a_box_that_stops_is_told_in_the_words_of_a_page(motif, dit, monkeypatch):
    def stop(*_):
        raise ErreurBoite(motif)

    monkeypatch.setattr(sonde, "run_bounded", stop)

    with pytest.raises(PageRefusee) as refus:
        read_page("https://a.exemple/")
    assert refus.value.message == dit
