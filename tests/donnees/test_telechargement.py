import errno
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest

from spaser.donnees import partie as module_partie
from spaser.donnees import telechargement
from spaser.donnees.controles import check_adresse
from spaser.donnees.pannes import (
    ErreurAdresse,
    ErreurContenu,
    ErreurDisque,
    ErreurReseau,
    ErreurTelechargement,
    Essais,
    PannePassagere,
    Patience,
    RessourceIntrouvable,
    read_retry_after,
)
from spaser.donnees.partie import Partie
from spaser.donnees.telechargement import (
    Attendu,
    Client,
    EtatLocal,
    Somme,
    _network_errors,
    download,
    read_agent,
)
from tests.outils.serveur_data_gouv import (
    Coupure,
    Reponse,
    RepriseAveugle,
    SansLongueur,
    ServeurDataGouv,
)
from tests.outils.temps import Temps

JEU = "5cd57bf68b4c4179299eb0e9"
CONTENU = b'{"marches": [' + b"0123456789," * 30_000 + b"0]}"
AUTRE = b'{"marches": [' + b"9876543210," * 31_000 + b"0]}"
COUPE = 100_000


@pytest.fixture
def serveur():
    with ServeurDataGouv() as hote:
        yield hote


@pytest.fixture
def fichier(serveur):
    return serveur.publish(JEU, "decp-2024.json", CONTENU)


@pytest.fixture
def cible(tmp_path):
    return tmp_path / "donnees" / "decp-2024.json"


@pytest.fixture
def temps():
    return Temps()


def sha256(contenu):
    return hashlib.sha256(contenu).hexdigest()


def part_of(cible):
    return cible.with_name(cible.name + ".part")


def marks_of(cible):
    return cible.with_name(cible.name + ".part.json")


def names_in(cible):
    return sorted(chemin.name for chemin in cible.parent.iterdir())


def interrupt_after(octets):
    def suivi(recus, _total):
        if recus >= octets:
            raise KeyboardInterrupt

    return suivi


def leave_a_part(serveur, fichier, cible, temps):
    """A first run that is cut and gives up."""
    serveur.prepare(fichier, Coupure(COUPE))
    with pytest.raises(ErreurReseau):
        download(fichier.url, cible, options=temps.options(tentatives=1))
    assert part_of(cible).stat().st_size == COUPE


# --- the plain case


def test_a_file_is_fetched_whole_and_alone(fichier, cible, temps):
    vus = []
    resultat = download(
        fichier.url, cible, suivi=lambda *etape: vus.append(etape), options=temps.options()
    )
    assert cible.read_bytes() == CONTENU
    assert names_in(cible) == ["decp-2024.json"]
    assert resultat.sha256 == sha256(CONTENU)
    assert (resultat.taille, resultat.inchange, resultat.repris) == (len(CONTENU), False, 0)
    assert (resultat.etag, resultat.last_modified) == (fichier.etag, fichier.last_modified)
    assert vus[0] == (0, len(CONTENU))
    assert vus[-1] == (len(CONTENU), len(CONTENU))
    assert vus == sorted(vus)
    assert temps.pauses == []


def test_the_program_gives_its_name_and_asks_for_the_bytes_as_they_are(serveur, fichier, cible):
    download(fichier.url, cible)
    entetes = serveur.demandes(fichier)[0].entetes
    assert entetes["user-agent"] == read_agent()
    assert entetes["accept-encoding"] == "identity"
    assert not {"range", "if-none-match", "authorization", "cookie"} & set(entetes)


@pytest.mark.parametrize(
    ("version", "agent"), [("0.1.0", "spaser/0.1.0"), ("développement", "spaser/dev")]
)
def test_the_name_fits_in_a_header(monkeypatch, version, agent):
    monkeypatch.setattr(telechargement, "read_version", lambda: version)
    assert read_agent() == agent


def test_no_cookie_is_kept(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(503, entetes={"Set-Cookie": "suivi=1; Path=/"}))
    download(fichier.url, cible, options=temps.options())
    assert [("cookie" in demande.entetes) for demande in serveur.demandes(fichier)] == [False] * 2


def test_a_proxy_has_no_say_on_the_local_machine(fichier, cible, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert download(fichier.url, cible).taille == len(CONTENU)


def test_an_old_file_is_replaced_only_at_the_end(serveur, fichier, cible, temps):
    cible.parent.mkdir()
    cible.write_bytes(b"ancien")
    leave_a_part(serveur, fichier, cible, temps)
    assert cible.read_bytes() == b"ancien"
    download(fichier.url, cible, options=temps.options())
    assert cible.read_bytes() == CONTENU


# --- cut transfers


def test_a_cut_transfer_goes_on_in_the_same_run(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Coupure(COUPE), Coupure(50_000))
    resultat = download(fichier.url, cible, options=temps.options())
    assert resultat.sha256 == sha256(CONTENU) == sha256(cible.read_bytes())
    demandes = [demande.entetes for demande in serveur.demandes(fichier)]
    assert [demande.get("range") for demande in demandes] == [
        None,
        "bytes=100000-",
        "bytes=150000-",
    ]
    assert demandes[1]["if-range"] == fichier.etag
    assert temps.pauses == [1.0, 1.0]  # each try brought bytes: the waits do not grow
    assert "la connexion a été coupée" in temps.annonces[0]


def test_a_cut_transfer_goes_on_at_the_next_run(serveur, fichier, cible, temps):
    leave_a_part(serveur, fichier, cible, temps)
    vus = []
    resultat = download(
        fichier.url, cible, suivi=lambda *etape: vus.append(etape), options=temps.options()
    )
    assert resultat.repris == COUPE
    assert vus[0] == (COUPE, len(CONTENU))
    assert resultat.sha256 == sha256(CONTENU) == sha256(cible.read_bytes())
    assert serveur.demandes(fichier)[1].entetes["range"] == f"bytes={COUPE}-"
    assert names_in(cible) == ["decp-2024.json"]


def test_a_file_that_changed_meanwhile_starts_again(serveur, fichier, cible, temps):
    leave_a_part(serveur, fichier, cible, temps)
    serveur.overwrite(fichier, AUTRE)
    resultat = download(fichier.url, cible, options=temps.options())
    assert cible.read_bytes() == AUTRE
    assert (resultat.repris, resultat.etag) == (0, fichier.etag)
    assert len(serveur.demandes(fichier)) == 2


def test_a_host_that_goes_on_blindly_is_found_out(serveur, fichier, cible, temps):
    leave_a_part(serveur, fichier, cible, temps)
    serveur.overwrite(fichier, AUTRE)
    serveur.prepare(fichier, RepriseAveugle())
    download(fichier.url, cible, options=temps.options())
    assert cible.read_bytes() == AUTRE
    assert serveur.demandes(fichier)[2].entetes.get("range") is None


@pytest.mark.parametrize("plage", ["bytes 0-9/20", "bytes 7-9/20", "octets", ""])
def test_a_rest_that_does_not_follow_is_refused(serveur, fichier, cible, temps, plage):
    leave_a_part(serveur, fichier, cible, temps)
    serveur.prepare(fichier, Reponse(206, b"0123456789", {"Content-Range": plage}))
    download(fichier.url, cible, options=temps.options())
    assert cible.read_bytes() == CONTENU


def test_a_rest_that_nobody_asked_for_is_refused(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(206, b"0123", {"Content-Range": "bytes 0-3/20"}))
    download(fichier.url, cible, options=temps.options())
    assert cible.read_bytes() == CONTENU


def test_a_host_that_sends_the_rest_by_pieces_is_followed(serveur, fichier, cible, temps):
    leave_a_part(serveur, fichier, cible, temps)
    plage = f"bytes {COUPE}-{COUPE + 9}/{len(CONTENU)}"
    morceau = CONTENU[COUPE : COUPE + 10]
    serveur.prepare(fichier, Reponse(206, morceau, {"Content-Range": plage}))
    assert download(fichier.url, cible, options=temps.options()).sha256 == sha256(CONTENU)
    assert serveur.demandes(fichier)[2].entetes["range"] == f"bytes={COUPE + 10}-"


def test_another_address_does_not_continue_a_part(serveur, fichier, cible, temps):
    leave_a_part(serveur, fichier, cible, temps)
    nouveau = serveur.publish(JEU, "decp-2024.json", CONTENU)
    assert download(nouveau.url, cible, options=temps.options()).repris == 0
    assert serveur.demandes(nouveau)[0].entetes.get("range") is None


def test_without_marks_a_cut_transfer_starts_from_zero(serveur, fichier, cible, temps):
    fichier.sans_reperes = True
    leave_a_part(serveur, fichier, cible, temps)
    assert not marks_of(cible).exists()
    resultat = download(fichier.url, cible, options=temps.options())
    assert (resultat.repris, cible.read_bytes()) == (0, CONTENU)
    assert "range" not in serveur.demandes(fichier)[1].entetes


def test_a_date_is_enough_to_go_on(serveur, fichier, cible, temps):
    leave_a_part(serveur, fichier, cible, temps)
    marques = marks_of(cible).read_text().replace(fichier.etag.strip('"'), "x")
    marks_of(cible).write_text(marques.replace('"\\"x\\""', '"W/\\"x\\""'))
    assert download(fichier.url, cible, options=temps.options()).sha256 == sha256(CONTENU)
    assert serveur.demandes(fichier)[1].entetes["if-range"] == fichier.last_modified


@pytest.mark.parametrize("marques", ["", "{", '{"url": 3}', "\xff\xfe"])
def test_damaged_marks_are_ignored(serveur, fichier, cible, temps, marques):
    leave_a_part(serveur, fichier, cible, temps)
    marks_of(cible).write_text(marques, encoding="latin-1")
    assert download(fichier.url, cible, options=temps.options()).repris == 0
    assert cible.read_bytes() == CONTENU


def test_pieces_that_do_not_match_are_fetched_again_whole(serveur, fichier, cible, temps):
    leave_a_part(serveur, fichier, cible, temps)
    part_of(cible).write_bytes(b"x" * COUPE)
    somme = Somme("sha1", fichier.checksum["value"])
    resultat = download(fichier.url, cible, attendu=Attendu("json", somme), options=temps.options())
    assert resultat.sha256 == sha256(CONTENU) == sha256(cible.read_bytes())
    assert "ne vont pas ensemble" in temps.annonces[0]


def test_a_complete_part_is_only_put_in_place(serveur, fichier, cible, temps):
    with pytest.raises(KeyboardInterrupt):
        download(fichier.url, cible, suivi=interrupt_after(len(CONTENU)))
    resultat = download(fichier.url, cible, options=temps.options())
    assert resultat.repris == len(CONTENU)
    assert (resultat.sha256, resultat.etag) == (sha256(CONTENU), fichier.etag)
    assert cible.read_bytes() == CONTENU
    assert temps.pauses == []


def test_a_part_longer_than_the_new_file_starts_again(serveur, fichier, cible, temps):
    leave_a_part(serveur, fichier, cible, temps)
    serveur.prepare(fichier, Reponse(416, entetes={"Content-Range": "bytes */9"}))
    download(fichier.url, cible, options=temps.options())
    assert cible.read_bytes() == CONTENU


def test_ctrl_c_leaves_a_part_that_can_go_on(serveur, fichier, cible, temps):
    with pytest.raises(KeyboardInterrupt):
        download(fichier.url, cible, suivi=interrupt_after(COUPE), options=temps.options())
    recus = part_of(cible).stat().st_size
    assert COUPE <= recus < len(CONTENU)
    assert not cible.exists()
    assert download(fichier.url, cible, options=temps.options()).repris == recus
    assert cible.read_bytes() == CONTENU


def test_a_killed_program_leaves_a_part_that_can_go_on(fichier, cible, temps):
    programme = f"""
import os, signal
from pathlib import Path
from spaser.donnees.telechargement import download

def suivi(recus, total):
    if recus >= {COUPE}:
        os.kill(os.getpid(), signal.SIGKILL)

download({fichier.url!r}, Path({str(cible)!r}), suivi=suivi)
"""
    tue = subprocess.run([sys.executable, "-c", programme], check=False)
    assert tue.returncode == -signal.SIGKILL
    recus = part_of(cible).stat().st_size
    assert COUPE <= recus < len(CONTENU)
    assert download(fichier.url, cible, options=temps.options()).repris == recus
    assert cible.read_bytes() == CONTENU


def test_a_transfer_always_cut_at_the_same_place_ends(serveur, fichier, cible, temps):
    fichier.sans_reperes = True
    serveur.prepare(fichier, *[Coupure(COUPE)] * 50)
    with pytest.raises(ErreurReseau, match="abandon après 6 tentatives"):
        download(fichier.url, cible, options=temps.options())


def test_a_transfer_by_crumbs_ends_too(serveur, fichier, cible, temps):
    serveur.prepare(fichier, *[Coupure(1000)] * 50)
    with pytest.raises(ErreurReseau, match="abandon après 10 tentatives"):
        download(fichier.url, cible, options=temps.options(tentatives_max=10))
    assert part_of(cible).stat().st_size == 10_000


# --- unchanged files


def known(fichier, **autres):
    etat = {"etag": fichier.etag, "last_modified": None, "sha256": sha256(CONTENU)}
    return EtatLocal(**etat | autres)


def test_an_unchanged_file_is_left_alone(serveur, fichier, cible):
    cible.parent.mkdir()
    cible.write_bytes(CONTENU)
    avant = cible.stat()
    resultat = download(fichier.url, cible, etat=known(fichier))
    assert (resultat.inchange, resultat.sha256) == (True, sha256(CONTENU))
    assert cible.stat().st_mtime_ns == avant.st_mtime_ns
    assert serveur.demandes(fichier)[0].entetes["if-none-match"] == fichier.etag
    assert names_in(cible) == ["decp-2024.json"]


def test_a_date_tells_that_a_file_is_unchanged(serveur, fichier, cible):
    cible.parent.mkdir()
    cible.write_bytes(CONTENU)
    etat = known(fichier, etag=None, last_modified=fichier.last_modified)
    assert download(fichier.url, cible, etat=etat).inchange
    assert serveur.demandes(fichier)[0].entetes["if-modified-since"] == fichier.last_modified


def test_a_changed_file_is_fetched(serveur, fichier, cible):
    cible.parent.mkdir()
    cible.write_bytes(CONTENU)
    etat = known(fichier)
    serveur.overwrite(fichier, AUTRE)
    assert not download(fichier.url, cible, etat=etat).inchange
    assert cible.read_bytes() == AUTRE


def test_a_missing_file_is_fetched_whatever_is_known_of_it(serveur, fichier, cible):
    assert not download(fichier.url, cible, etat=known(fichier)).inchange
    assert "if-none-match" not in serveur.demandes(fichier)[0].entetes


def test_an_unchanged_file_clears_a_part_of_another_version(serveur, fichier, cible, temps):
    leave_a_part(serveur, fichier, cible, temps)
    cible.write_bytes(AUTRE)
    serveur.overwrite(fichier, AUTRE)
    etat = known(fichier, etag=fichier.etag, sha256=sha256(AUTRE))
    assert download(fichier.url, cible, etat=etat).inchange
    assert names_in(cible) == ["decp-2024.json"]


def test_unchanged_without_being_asked_is_a_failure(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(304))
    assert download(fichier.url, cible, options=temps.options()).taille == len(CONTENU)
    assert len(temps.pauses) == 1


# --- hosts in trouble


def test_too_many_requests_waits_as_long_as_the_host_asks(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(429, entetes={"Retry-After": "37"}))
    download(fichier.url, cible, options=temps.options())
    assert temps.pauses == [37.0]
    assert temps.annonces == [
        "decp-2024.json : le serveur répond 429 ; nouvel essai dans 37\u00a0s."
    ]


def test_too_many_requests_waits_until_the_date_that_the_host_gives(serveur, fichier, cible, temps):
    quand = format_datetime(datetime.fromtimestamp(temps.maintenant + 90, UTC), usegmt=True)
    serveur.prepare(fichier, Reponse(503, entetes={"Retry-After": quand}))
    download(fichier.url, cible, options=temps.options())
    assert temps.pauses == [90.0]


def test_a_wait_of_hours_is_told_and_not_waited_for(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(429, entetes={"Retry-After": "7200"}))
    with pytest.raises(ErreurReseau, match="attendre 2\u00a0h\u00a000\u00a0min"):
        download(fichier.url, cible, options=temps.options())
    assert temps.pauses == []


def test_a_passing_failure_is_tried_again(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(500, b"oups"), Reponse(502))
    download(fichier.url, cible, options=temps.options())
    assert cible.read_bytes() == CONTENU
    assert temps.pauses == [1.0, 2.0]


def test_an_endless_failure_ends(serveur, fichier, cible, temps):
    serveur.prepare(fichier, *[Reponse(500)] * 20)
    with pytest.raises(ErreurReseau, match="le serveur répond 500"):
        download(fichier.url, cible, options=temps.options())
    assert temps.pauses == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert len(serveur.demandes(fichier)) == 6
    assert names_in(cible) == []


def test_a_silent_host_is_left_after_a_while(cible, temps):
    with socket.create_server(("127.0.0.1", 0)) as muet:
        url = f"http://127.0.0.1:{muet.getsockname()[1]}/x.json"
        with pytest.raises(ErreurReseau, match="ne répond plus"):
            download(url, cible, options=temps.options(tentatives=1, delai_lecture=0.05))


def test_a_closed_door_is_tried_again_then_left(cible, temps):
    with socket.create_server(("127.0.0.1", 0)) as porte:
        url = f"http://127.0.0.1:{porte.getsockname()[1]}/x.json"
    with pytest.raises(ErreurReseau, match="connexion impossible") as erreur:
        download(url, cible, options=temps.options(tentatives=3))
    assert temps.pauses == [1.0, 2.0]
    assert "reprendra" in erreur.value.conseil


@pytest.mark.parametrize(
    ("code", "classe"),
    [
        (404, RessourceIntrouvable),
        (410, RessourceIntrouvable),
        (401, ErreurTelechargement),
        (403, ErreurTelechargement),
        (400, ErreurTelechargement),
        (300, ErreurTelechargement),
    ],
)
def test_a_refusal_is_not_tried_again(serveur, fichier, cible, temps, code, classe):
    serveur.prepare(fichier, Reponse(code))
    with pytest.raises(classe, match=str(code)):
        download(fichier.url, cible, options=temps.options())
    assert temps.pauses == []


def test_an_unknown_certificate_is_not_tried_again():
    cause = ssl.SSLCertVerificationError("self-signed")
    with (
        pytest.raises(ErreurReseau, match="certificat") as erreur,
        _network_errors("https://x.fr"),
    ):
        raise httpx.ConnectError("tls") from cause
    assert "SSL_CERT_FILE" in erreur.value.conseil


def test_a_failing_proxy_is_named():
    with pytest.raises(PannePassagere, match="mandataire"), _network_errors("https://x.fr"):
        raise httpx.ProxyError("502")


@pytest.mark.parametrize(
    ("valeur", "attente"),
    [
        (None, None),
        ("", None),
        ("120", 120.0),
        (" 5 ", 5.0),
        ("-3", None),
        ("demain", None),
        ("Thu, 01 Jan 1970 00:02:00 GMT", 20.0),
        ("Thu, 01 Jan 1970 00:02:00 -0000", 20.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
    ],
)
def test_read_retry_after(valeur, attente):
    assert read_retry_after(valeur, 100.0) == attente


@pytest.mark.parametrize(("hasard", "attentes"), [(0.0, [0.5, 1.0, 1.5]), (1.0, [1.0, 2.0, 3.0])])
def test_waits_double_up_to_a_limit_with_a_share_of_chance(hasard, attentes):
    pauses = []
    patience = Patience(attente_max=3.0, hasard=lambda: hasard, dormir=pauses.append)
    essais = Essais(patience, "x")
    for _ in attentes:
        essais.wait(PannePassagere("panne"), avance=False)
    assert pauses == attentes


# --- what comes is not what is expected


def test_a_wrong_checksum_is_refused_and_the_old_file_stays(fichier, cible, temps):
    cible.parent.mkdir()
    cible.write_bytes(b"ancien")
    with pytest.raises(ErreurContenu, match="somme de contrôle sha1"):
        download(
            fichier.url,
            cible,
            attendu=Attendu("json", Somme("sha1", "0" * 40)),
            options=temps.options(),
        )
    assert cible.read_bytes() == b"ancien"
    assert names_in(cible) == ["decp-2024.json"]
    assert temps.pauses == []


@pytest.mark.parametrize(("indicative", "strictes"), [(True, True), (False, False)])
def test_a_checksum_that_proves_nothing_is_a_warning(fichier, cible, temps, indicative, strictes):
    resultat = download(
        fichier.url,
        cible,
        attendu=Attendu(somme=Somme("sha1", "0" * 40, indicative)),
        options=temps.options(sommes_strictes=strictes),
    )
    assert "sha1" in resultat.avertissements[0]
    assert cible.read_bytes() == CONTENU


def test_a_right_checksum_is_kept_in_the_result(fichier, cible):
    somme = Somme("sha1", fichier.checksum["value"])
    resultat = download(fichier.url, cible, attendu=Attendu("json", somme))
    assert resultat.sommes == {"sha256": sha256(CONTENU), "sha1": somme.valeur}
    assert resultat.avertissements == ()


@pytest.mark.parametrize(
    ("nom", "valeur", "lue"),
    [
        ("sha1", "A" * 40, Somme("sha1", "a" * 40)),
        ("SHA-256", "b" * 64, Somme("sha256", "b" * 64)),
        ("sha1", "b" * 64, None),
        ("crc", "12345678", None),
        (None, "x", None),
        ("md5", None, None),
    ],
)
def test_only_checksums_that_we_can_compute_are_read(nom, valeur, lue):
    assert Somme.read(nom, valeur) == lue


PAGE = b"\n<!DOCTYPE html><html><body>Portail captif</body></html>"


@pytest.mark.parametrize(
    "reponse",
    [
        Reponse(200, PAGE),
        Reponse(200, PAGE, {"Content-Type": "text/html; charset=utf-8"}),
        Reponse(200, b"{}", {"Content-Type": "text/html"}),
        Reponse(200, b"\xef\xbb\xbf <HTML>"),
        Reponse(200, b"Acces interdit"),
        Reponse(200, b"  \n "),
        Reponse(204),
    ],
)
def test_a_page_in_place_of_a_file_is_refused(serveur, fichier, cible, temps, reponse):
    leave_a_part(serveur, fichier, cible, temps)
    serveur.prepare(fichier, reponse)
    with pytest.raises(ErreurContenu) as erreur:
        download(fichier.url, cible, attendu=Attendu("json"), options=temps.options())
    assert erreur.value.conseil
    assert part_of(cible).stat().st_size == COUPE  # what was received before is not lost
    assert download(fichier.url, cible, options=temps.options()).repris == COUPE


def test_recoded_bytes_are_refused(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(200, b"\x1f\x8b", {"Content-Encoding": "gzip"}))
    with pytest.raises(ErreurContenu, match="recodé"):
        download(fichier.url, cible, options=temps.options())


@pytest.mark.parametrize(
    ("contenu", "message"), [(b"PAR1" + b"x" * 99, "tronqué"), (b"{}", "Parquet")]
)
def test_a_parquet_file_has_its_two_ends(serveur, tmp_path, contenu, message):
    fichier = serveur.publish(JEU, "decp.parquet", contenu)
    with pytest.raises(ErreurContenu, match=message):
        download(fichier.url, tmp_path / "decp.parquet", attendu=Attendu("parquet"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_announced_over_the_limit_is_not_fetched(fichier, cible, temps):
    with pytest.raises(ErreurContenu, match="taille permise"):
        download(fichier.url, cible, options=temps.options(taille_max=1000))
    assert names_in(cible) == []


def test_a_file_that_passes_the_limit_without_telling_is_stopped(serveur, fichier, cible, temps):
    serveur.prepare(fichier, SansLongueur())
    with pytest.raises(ErreurContenu, match="taille permise"):
        download(fichier.url, cible, options=temps.options(taille_max=200_000))
    assert names_in(cible) == []


def test_a_file_of_unknown_length_is_fetched(serveur, fichier, cible):
    vus = []
    serveur.prepare(fichier, SansLongueur())
    download(fichier.url, cible, suivi=lambda *etape: vus.append(etape))
    assert cible.read_bytes() == CONTENU
    assert vus[-1] == (len(CONTENU), None)


# --- addresses


def test_a_permalink_is_followed(serveur, fichier, cible):
    resultat = download(f"{serveur.base}/api/1/datasets/r/{fichier.id}", cible)
    assert resultat.sha256 == sha256(CONTENU)


@pytest.mark.parametrize(
    "suite", ["http://exemple.invalid/x.json", "ftp://127.0.0.1/x", "file:///etc"]
)
def test_a_redirection_in_clear_is_refused(serveur, cible, temps, suite):
    serveur.prepare("/renvoi", Reponse(302, entetes={"Location": suite}))
    with pytest.raises(ErreurAdresse, match="renvoi depuis"):
        download(f"{serveur.base}/renvoi", cible, options=temps.options())
    assert temps.pauses == []


def test_a_resource_that_redirects_to_itself_ends(serveur, cible, temps):
    renvoi = Reponse(302, entetes={"Location": "/boucle"})
    serveur.prepare("/boucle", *[renvoi] * 10)
    with pytest.raises(ErreurAdresse, match="trop de redirections"):
        download(f"{serveur.base}/boucle", cible, options=temps.options())
    assert len(serveur.demandes("/boucle")) == 6


@pytest.mark.parametrize(
    ("url", "depuis"),
    [
        ("http://www.data.gouv.fr/x", None),
        ("ftp://www.data.gouv.fr/x", None),
        ("decp-2024.json", None),
        ("https:///x", None),
        ("https://[::1", None),
        ("https://moi:secret@www.data.gouv.fr/x", None),
        ("http://localhost/x", "https://www.data.gouv.fr/x"),
        ("https://127.0.0.1/x", "https://www.data.gouv.fr/x"),
    ],
)
def test_addresses_that_are_refused(url, depuis):
    with pytest.raises(ErreurAdresse) as erreur:
        check_adresse(url, depuis)
    assert "secret" not in erreur.value.message


@pytest.mark.parametrize(
    ("url", "depuis"),
    [
        ("https://www.data.gouv.fr/x", None),
        ("https://static.data.gouv.fr/x", "https://www.data.gouv.fr/x"),
        ("http://127.0.0.1:8000/x", None),
        ("http://[::1]/x", "http://localhost/x"),
    ],
)
def test_addresses_that_are_followed(url, depuis):
    check_adresse(url, depuis)


def test_an_address_that_no_client_can_read_is_told(cible):
    with pytest.raises(ErreurAdresse, match="illisible"):
        download("https://exemple.invalid:99999/x", cible)


# --- the disk


def test_a_file_too_big_for_the_disk_is_not_begun(serveur, fichier, cible, temps, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=100_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _dossier: usage)
    with pytest.raises(ErreurDisque, match="il manque 230\u00a0ko"):
        download(fichier.url, cible, options=temps.options())
    assert names_in(cible) == []


def test_a_full_disk_keeps_what_was_received(fichier, cible, temps, monkeypatch):
    vrai = os.write

    def write_until_full(fd, octets):
        place = min(7000, COUPE - os.fstat(fd).st_size)
        if place == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return vrai(fd, octets[:place])  # a nearly full disk writes less than asked

    monkeypatch.setattr(module_partie.os, "write", write_until_full)
    with pytest.raises(ErreurDisque, match="disque est plein") as erreur:
        download(fichier.url, cible, options=temps.options())
    assert "reprendra" in erreur.value.conseil
    monkeypatch.undo()
    assert download(fichier.url, cible, options=temps.options()).repris == COUPE
    assert cible.read_bytes() == CONTENU


@pytest.mark.parametrize(
    ("code", "message"), [(errno.EROFS, "Écriture refusée"), (errno.EIO, "n’a pas pu être écrit")]
)
def test_a_disk_that_refuses_is_told(fichier, cible, monkeypatch, code, message):
    def refuse(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(module_partie.os, "fsync", refuse)
    with pytest.raises(ErreurDisque, match=message):
        download(fichier.url, cible)


def test_a_folder_that_is_a_file_is_told(fichier, tmp_path):
    (tmp_path / "donnees").write_bytes(b"")
    with pytest.raises(ErreurDisque):
        download(fichier.url, tmp_path / "donnees" / "x.json")


def test_two_downloads_of_the_same_file_do_not_mix(serveur, fichier, cible):
    with Partie(cible, fichier.url, ["sha256"]):
        with pytest.raises(ErreurDisque, match="Un autre téléchargement"):
            download(fichier.url, cible)
        assert part_of(cible).exists()
    assert serveur.journal == []
    assert download(fichier.url, cible).taille == len(CONTENU)


def test_a_part_put_in_place_by_another_program_is_not_written_over(fichier, cible, monkeypatch):
    """Between our opening of the part and our lock, the other program finished the file."""
    vrai, passages = fcntl.flock, []

    def flock(fd, operation):
        passages.append(fd)
        if len(passages) == 1:
            part_of(cible).rename(cible)
        vrai(fd, operation)

    monkeypatch.setattr(module_partie.fcntl, "flock", flock)
    download(fichier.url, cible)
    assert len(passages) == 2
    assert cible.read_bytes() == CONTENU


def test_a_file_system_without_locks_is_used_all_the_same(fichier, cible, monkeypatch):
    def flock(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(module_partie.fcntl, "flock", flock)
    assert download(fichier.url, cible).taille == len(CONTENU)


# --- small JSON documents


def test_a_document_is_read_in_spite_of_a_failure(serveur, temps):
    serveur.prepare("/x", Reponse(503), Reponse(200, b'{"a": [1]}'))
    with Client(temps.options()) as client:
        assert client.fetch_json(f"{serveur.base}/x") == {"a": [1]}


@pytest.mark.parametrize(
    "reponse",
    [Reponse(200, b"{"), Reponse(200, PAGE), Reponse(200, b'{"a": "\xff"}'), Reponse(200, b"")],
)
def test_an_unreadable_document_is_refused(serveur, temps, reponse):
    serveur.prepare("/x", reponse)
    with Client(temps.options()) as client, pytest.raises(ErreurContenu):
        client.fetch_json(f"{serveur.base}/x")


def test_a_document_must_be_whole(serveur, temps):
    serveur.prepare("/x", Reponse(206, b"{}", {"Content-Range": "bytes 0-1/2"}))
    with Client(temps.options()) as client, pytest.raises(ErreurTelechargement, match="206"):
        client.fetch_json(f"{serveur.base}/x")
