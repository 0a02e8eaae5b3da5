"""What is shipped to deploy the site can be read, and names only what exists."""

import configparser
import importlib.util
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from click.testing import CliRunner
from django.conf import settings
from django.urls import resolve

from spaser.cli.application import spaser
from spaser.moteur.boite import memoire
from spaser.moteur.boite.memoire import share_memoire
from spaser.moteur.boite.modele import MEGA
from spaser.site.socle.reglages import REGLAGES, list_fautes
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
    assert set(read_environnement(nom)) <= {"TMPDIR", *(r.nom for r in REGLAGES)}


def read_environnement(nom):
    """Return the variables that a unit gives: it may do so by several lines."""
    lignes = [v for cle, v in read_unite(DEPLOIEMENT / "systemd" / nom) if cle == "Environment"]
    return dict(mot.split("=", 1) for ligne in lignes for mot in ligne.split())


@pytest.mark.parametrize("nom", ["spaser.service", "spaser-sauvegarde.service"])
def test_a_unit_may_write_where_the_site_does_and_nowhere_else(nom):
    lignes = read_unite(DEPLOIEMENT / "systemd" / nom)
    ouverts = [v.removeprefix("-") for cle, vs in lignes if cle == "ReadWritePaths"
               for v in vs.split()]  # fmt: skip
    ouverts += [f"/var/lib/{v}" for cle, v in lignes if cle == "StateDirectory"]
    dossiers = read_environnement(nom) | read_exemple("reglages.env.exemple")

    assert sorted(ouverts) == ["/var/backups/spaser", "/var/lib/spaser"]
    for reglage in ("SPASER_DOSSIER", "SPASER_ENTREPOT", "SPASER_SAUVEGARDES"):
        assert any(Path(dossiers[reglage]).is_relative_to(ouvert) for ouvert in ouverts), reglage
    assert dossiers["TMPDIR"] == "/var/tmp"  # noqa: S108 - of the unit: PrivateTmp
    assert ("PrivateTmp", "yes") in lignes


def test_the_unit_leaves_its_memory_to_the_budget_of_the_site():
    lignes = dict(read_unite(DEPLOIEMENT / "systemd/spaser.service"))
    part = int(lignes["MemoryMax"].removesuffix("%"))

    assert lignes["OOMPolicy"] == "continue"
    for megaoctets, processus in ((1_960, 1), (3_900, 2), (7_950, 2)):  # machines of 2, 4, 8 GB
        partage = share_memoire(megaoctets * MEGA * part // 100, processus, 1)
        assert partage.total <= partage.disponible, megaoctets


def test_each_service_has_its_part_of_the_memory_as_a_limit():
    exemple = read_exemple("reglages.env.exemple")
    voulue = int(COMPOSE["x-spaser"]["environment"]["SPASER_MEMOIRE"])
    processus, travailleurs = (int(exemple[n]) for n in ("SPASER_PROCESSUS", "SPASER_TRAVAILLEURS"))
    partage = share_memoire(voulue * MEGA, processus, travailleurs, sauvegarde=True)
    limites = {nom: int(s["mem_limit"].removesuffix("m")) for nom, s in SERVICES.items()}
    web = memoire.SERVEUR + processus * (memoire.WEB + partage.places * partage.en_ligne)
    fichiers = travailleurs * (memoire.TRAVAILLEUR + partage.a_part - memoire.ADRESSES)
    heures = memoire.URGENCES + memoire.SAUVEGARDE

    assert partage.total <= partage.disponible
    for nom, octets in {
        "web-1": web, "web-2": web, "fichiers": fichiers, "urgences": heures,
    }.items():  # fmt: skip
        assert memoire.SUPERVISEUR + octets <= limites[nom] * MEGA, nom
    ensemble = sum(limites.values()) - limites["preparation"]  # which is over when others start
    assert ensemble * MEGA + memoire.SYSTEME <= 8192 * MEGA
    page = (RACINE / "docs/exploitation/deployer.md").read_text("utf-8")
    assert f"{ensemble:,} Mo de limites".replace(",", "\u00a0") in page


# Each line of the container files: nothing is there that no engine knows, nor that leads nowhere.

CLES = {
    "image", "build", "env_file", "environment", "volumes", "user", "read_only", "tmpfs",
    "cap_drop", "security_opt", "restart", "stop_grace_period", "networks", "command", "depends_on",
    "healthcheck", "mem_limit", "ports",
}  # fmt: skip
DU_SYSTEME = {
    "PATH", "PIP_DISABLE_PIP_VERSION_CHECK", "PIP_NO_CACHE_DIR", "POSTGRES_DB", "POSTGRES_PASSWORD",
    "POSTGRES_USER", "PYTHONDONTWRITEBYTECODE", "TMPDIR",
}  # fmt: skip


def read_instructions():
    """Return the instructions of the image, each with its words, lines put back together."""
    texte = re.sub(r"^#.*\n", "", CONTENEUR, flags=re.MULTILINE).replace("\\\n", " ")
    return [tuple(ligne.split(None, 1)) for ligne in texte.splitlines() if ligne.strip()]


def test_the_image_is_of_this_version_and_every_one_of_its_lines_is_known():
    instructions = read_instructions()
    genres = {
        "FROM", "ENV", "RUN", "COPY", "USER", "WORKDIR", "VOLUME", "EXPOSE", "STOPSIGNAL",
        "ENTRYPOINT", "CMD",
    }  # fmt: skip
    projet = tomllib.loads((RACINE / "pyproject.toml").read_text("utf-8"))["project"]
    dits = dict(instructions)

    assert {genre for genre, _ in instructions} == genres
    assert COMPOSE["x-spaser"]["image"] == f"spaser:{projet['version']}"
    assert f"--tag spaser:{projet['version']} ." in CONTENEUR
    assert list(projet["scripts"]) == yaml.safe_load(dits["ENTRYPOINT"]) == ["spaser"]
    assert signal.Signals[dits["STOPSIGNAL"]] == signal.SIGTERM
    assert dits["EXPOSE"] == yaml.safe_load(dits["CMD"])[4] == "8000"
    variables = {
        nom
        for genre, suite in instructions
        if genre == "ENV"
        for nom in re.findall(r"(\w+)=", suite)
    }
    assert variables <= DU_SYSTEME | {r.nom for r in REGLAGES}


def test_the_image_runs_modules_that_exist_and_takes_what_is_not_left_out():
    lances = re.findall(r"python -m ([\w.]+)", CONTENEUR)
    admis = {ligne[1:] for ligne in (RACINE / ".containerignore").read_text("utf-8").split()
             if ligne.startswith("!")}  # fmt: skip
    copies = [n for _, suite in read_instructions() if _ == "COPY" and "--from" not in suite
              for n in suite.split()[:-1]]  # fmt: skip

    assert [module for module in lances if importlib.util.find_spec(module) is None] == []
    assert lances == ["venv", "compileall"]
    assert set(copies) == admis


def test_where_the_image_writes_is_what_services_are_given():
    dits = dict(read_instructions())
    faits = re.search(
        r"install --directory --owner=(\d+) --group=(\d+) --mode=0700 (.+)", CONTENEUR
    )
    montes = dict(v.split(":") for v in COMPOSE["x-spaser"]["volumes"])
    environnement = dict(
        mot.split("=", 1) for genre, s in read_instructions() if genre == "ENV" for mot in s.split()
    )

    assert dits["USER"] == COMPOSE["x-spaser"]["user"] == f"{faits[1]}:{faits[2]}"
    assert {*faits[3].split(), "/var/tmp"} == set(montes.values())  # noqa: S108 - of the container
    assert dits["WORKDIR"] == dits["VOLUME"] == "/var/lib/spaser"
    dossiers = environnement | read_exemple("reglages.env.exemple")
    for reglage in ("SPASER_DOSSIER", "SPASER_ENTREPOT", "SPASER_SAUVEGARDES"):
        assert any(Path(dossiers[reglage]).is_relative_to(v) for v in montes.values()), reglage


def test_every_key_and_variable_of_the_services_is_known():
    reglages = {r.nom for r in REGLAGES}

    assert set(COMPOSE) == {"x-spaser", "x-web", "services", "networks", "volumes"}
    for nom, service in SERVICES.items():
        assert set(service) <= CLES, nom
        variables = service.get("environment", {})
        assert set(variables) <= reglages | DU_SYSTEME, nom
        assert all(isinstance(valeur, str) for valeur in variables.values()), nom
        assert service["mem_limit"].endswith("m"), nom
        assert service["restart"] in {"unless-stopped", "no"}
        for tmpfs in service["tmpfs"]:
            assert re.fullmatch(r"/[\w/]+(:mode=1777,size=\d+m)?", tmpfs), nom
        if "env_file" in service:
            assert (DEPLOIEMENT / f"{service['env_file']}.exemple").is_file()
        for volume in service.get("volumes", ()):
            assert re.fullmatch(r"[\w./-]+:/[\w./-]+(:ro)?", volume), volume


def test_what_looks_at_a_web_server_asks_an_address_that_answers_without_https():
    commande = " ".join(SERVICES["web-1"]["healthcheck"]["test"])
    adresse = urlsplit(re.search(r"urlopen\('(.+?)'\)", commande)[1])
    hotes = read_exemple("reglages.env.exemple")["SPASER_HOTES"].split(",")

    assert resolve(adresse.path).view_name == "portail:sante_pret"
    assert any(re.match(libre, adresse.path[1:]) for libre in settings.SECURE_REDIRECT_EXEMPT)
    assert adresse.hostname in hotes
    assert str(adresse.port) == SERVICES["web-1"]["command"][4]


def test_the_proxy_finds_its_files_where_the_services_put_them():
    montes = [v.split(":")[:2] for v in SERVICES["mandataire"]["volumes"]]
    nginx = (DEPLOIEMENT / "nginx/nginx.conf").read_text("utf-8")
    nginx += (DEPLOIEMENT / "nginx/mandataire.conf").read_text("utf-8")
    lus = re.findall(r"(?:include|root|alias|ssl_certificate|ssl_certificate_key) (/[^;]+);", nginx)

    for chemin in lus:
        ici = [(d, Path(chemin).relative_to(la)) for d, la in montes
               if Path(chemin).is_relative_to(la)]  # fmt: skip
        assert ici or chemin == "/etc/nginx/mime.types", chemin  # of nginx itself
        for depuis, suite in ici:
            fichier = DEPLOIEMENT / depuis / suite
            attendu = fichier.exists() or fichier.with_name(f"{fichier.name}.exemple").exists()
            assert attendu or depuis in {"./acme", "./certificats"}, chemin  # the operator's
    ports = {ligne.split(":")[1] for ligne in SERVICES["mandataire"]["ports"]}
    assert set(re.findall(r"listen (\d+)", nginx)) == ports == {"8080", "8443"}
    assert set(re.findall(r"_path (/[^;]+)/\w+;", nginx)) == {montes[-1][1]}
    assert re.findall(r"^pid (/\w+)/", nginx, re.MULTILINE) == [
        SERVICES["mandataire"]["tmpfs"][0].partition(":")[0]
    ]


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
