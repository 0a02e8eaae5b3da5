"""What is shipped to deploy the site can be read, and names only what exists."""

import configparser
import re
import secrets
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from spaser.cli.application import spaser
from spaser.web.config.fautes import list_fautes
from spaser.web.config.reglages import REGLAGES
from tests.transverses.arbre import RACINE

DEPLOIEMENT = RACINE / "deploiement"
CONTENEUR = (DEPLOIEMENT / "Containerfile").read_text("utf-8")
UNITES = sorted((DEPLOIEMENT / "systemd").iterdir())
COMPOSE = yaml.safe_load((DEPLOIEMENT / "compose.yaml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
DU_SITE = [nom for nom, service in SERVICES.items() if service["image"].startswith("spaser:")]
VERSION = re.compile(r"[\w./-]+:\d+(\.\d+)+(-[\w-]+)?")


def read_unite(chemin):
    """Return the lines of a unit: a key may come several times."""
    texte = chemin.read_text("utf-8")
    configparser.ConfigParser(strict=False, interpolation=None).read_string(texte)
    return [ligne.partition("=")[::2] for ligne in texte.splitlines() if "=" in ligne[1:]]


def read_exemple(nom):
    lignes = (DEPLOIEMENT / nom).read_text("utf-8").splitlines()
    return dict(ligne.split("=", 1) for ligne in lignes if ligne and not ligne.startswith("#"))


def accepts(arguments):
    """Tell whether `spaser` knows a command and its options, without running it."""
    nom, *suite = arguments
    return not CliRunner().invoke(spaser, [nom, *suite, "--help"]).exit_code


def test_the_services_are_those_that_the_page_describes():
    page = (RACINE / "docs/exploitation/deployer.md").read_text("utf-8")

    assert set(SERVICES) == {
        "base", "preparation", "web-1", "web-2", "urgences", "fichiers", "mandataire",
    }  # fmt: skip
    assert [nom for nom in SERVICES if f"`{nom}`" not in page] == []


def test_every_image_is_pinned_by_its_version():
    images = {service["image"] for service in SERVICES.values()}
    images |= set(re.findall(r"^FROM (\S+)", CONTENEUR, re.MULTILINE))

    assert [image for image in images if not VERSION.fullmatch(image)] == []
    assert (RACINE / COMPOSE["x-spaser"]["build"]["context"]).is_dir()
    assert (RACINE / COMPOSE["x-spaser"]["build"]["dockerfile"]).is_file()


@pytest.mark.parametrize("nom", DU_SITE)
def test_a_service_of_the_site_runs_a_command_that_exists_and_is_closed(nom):
    service = SERVICES[nom]

    assert accepts(service["command"])
    assert (service["read_only"], service["user"]) == (True, "10001:10001")
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service


def test_only_the_proxy_is_open_and_nothing_runs_as_root():
    assert [nom for nom, service in SERVICES.items() if "ports" in service] == ["mandataire"]
    assert SERVICES["mandataire"]["user"] == "101:101"
    assert all(service["read_only"] for service in SERVICES.values())
    assert SERVICES["base"]["networks"] == ["interne"]
    assert COMPOSE["networks"]["interne"] == {"internal": True}


def test_each_service_has_what_it_names():
    reseaux, volumes = set(COMPOSE["networks"]), set(COMPOSE["volumes"])
    for service in SERVICES.values():
        assert set(service["networks"]) <= reseaux
        assert set(service.get("depends_on", ())) <= set(SERVICES)
        nommes = {volume.partition(":")[0] for volume in service.get("volumes", ())}
        assert {nom for nom in nommes if not nom.startswith(".")} <= volumes
    for nom in ("nginx", "nginx/nginx.conf"):
        assert (DEPLOIEMENT / nom).exists()


def test_the_image_takes_the_hashed_pins_and_leaves_root():
    copies = re.findall(r"^COPY (?!--from)(.+) \S+$", CONTENEUR, re.MULTILINE)
    assert [n for c in copies for n in c.split() if not (RACINE / n).exists()] == []
    assert "--require-hashes --only-binary=:all:" in CONTENEUR
    assert re.findall(r"^USER (.+)$", CONTENEUR, re.MULTILINE) == ["10001:10001"]
    commande = re.search(r"^CMD (\[.+\])$", CONTENEUR, re.MULTILINE)[1]
    assert accepts(yaml.safe_load(commande))
    majeure = SERVICES["base"]["image"].rpartition(":")[2].partition(".")[0]
    assert f"postgresql-client-{majeure} " in CONTENEUR


def test_the_settings_given_as_an_example_are_right(monkeypatch, tmp_path):
    exemple = read_exemple("reglages.env.exemple")
    monkeypatch.chdir(tmp_path)
    for reglage in REGLAGES:
        monkeypatch.delenv(reglage.nom, raising=False)
    for nom, valeur in (exemple | {"SPASER_SAUVEGARDES": str(tmp_path)}).items():
        monkeypatch.setenv(nom, valeur)

    assert set(exemple) <= {reglage.nom for reglage in REGLAGES}
    assert [faute.nom for faute in list_fautes()] == ["SPASER_SECRET"]  # to be filled in
    monkeypatch.setenv("SPASER_SECRET", secrets.token_urlsafe(50))
    assert list_fautes() == []
    assert set(read_exemple("base.env.exemple")) == {"POSTGRES_PASSWORD"}


@pytest.mark.parametrize("chemin", UNITES, ids=lambda chemin: chemin.name)
def test_a_unit_runs_commands_that_exist(chemin):
    commandes = [v for cle, v in read_unite(chemin) if cle.startswith("Exec") and "spaser" in v]
    for commande in commandes:
        programme, *arguments = shlex.split(commande)
        assert programme == "/opt/spaser/.venv/bin/spaser"
        assert accepts(arguments), commande


@pytest.mark.parametrize("nom", ["spaser.service", "spaser-sauvegarde.service"])
def test_a_unit_is_closed(nom):
    lignes = dict(read_unite(DEPLOIEMENT / "systemd" / nom))
    assert lignes["User"] == "spaser"
    assert lignes["NoNewPrivileges"] == "yes"
    assert lignes["ProtectSystem"] == "strict"
    assert lignes["CapabilityBoundingSet"] == ""
    environnement = lignes["Environment"].split()
    assert {mot.partition("=")[0] for mot in environnement} <= {r.nom for r in REGLAGES}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze est absent")
@pytest.mark.parametrize("chemin", UNITES, ids=lambda chemin: chemin.name)
def test_systemd_finds_nothing_else_to_say_than_that_the_site_is_not_installed_here(
    chemin, tmp_path
):
    for unite in UNITES:  # a program of this machine stands for the site's
        texte = unite.read_text("utf-8").replace("/opt/spaser/.venv/bin/spaser", "/bin/true")
        Path(tmp_path / unite.name).write_text(texte, "utf-8")
    verifie = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / chemin.name)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert [ligne for ligne in verifie.stderr.splitlines() if chemin.name in ligne] == []
