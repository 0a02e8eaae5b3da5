"""Which tests can run on this machine, and the real files for those that read them."""

import gc
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from spaser.moteur.boite import appel
from tests.outils.boite import answer_here
from tests.outils.durees import tell_durees
from tests.outils.navigateur import find_chromium
from tests.outils.repartition import ParLots, find_rang
from tests.outils.tirage import choose_tirage, is_all_drawn, is_left, tell_tirage

JAVA_MINIMUM = 17
DEUX_BASES = "deux_bases"

EXEMPLES, EXEMPLES_EN_TOUT = 40, 150  # of a property, each time; where nothing is left out


def _browser_missing() -> str:
    if os.environ.get("CI") or find_chromium():
        return ""
    return "Chromium est absent (paquet chromium-headless-shell)"


def _java_version() -> int:
    if not shutil.which("java"):
        return 0
    bavard = subprocess.run(
        ["java", "-version"], capture_output=True, text=True, check=False
    ).stderr
    majeure = bavard.partition('version "')[2].partition(".")[0].partition('"')[0]
    return int(majeure) if majeure.isdigit() else 0


def _spark_missing() -> str:
    if not importlib.util.find_spec("pyspark"):
        return "Spark n'est pas installé (SPASER_AVEC_SPARK=1 ./check)"
    if _java_version() < JAVA_MINIMUM:
        return f"Java {JAVA_MINIMUM} ou plus récent est absent"
    return ""


def _real_files() -> Path | None:
    dossier = os.environ.get("SPASER_DONNEES_REELLES")
    return Path(dossier) if dossier and Path(dossier).is_dir() else None


def _real_files_missing() -> str:
    return "" if _real_files() else "SPASER_DONNEES_REELLES ne désigne aucun dossier"


MANQUES = {
    "navigateur": _browser_missing,
    "spark": _spark_missing,
    "donnees_reelles": _real_files_missing,
}


def pytest_configure(config):
    choose_tirage(config)
    # No deadline: the machines that check are shared. Found examples are not kept between runs.
    exemples = EXEMPLES_EN_TOUT if is_all_drawn() else EXEMPLES
    settings.register_profile("spaser", deadline=None, database=None, max_examples=exemples)
    settings.load_profile("spaser")
    gc.set_threshold(200_000, 20, 100)  # what is loaded stays: not to be looked at again
    if config.option.markexpr != "bench":
        os.fsync = lambda _: None  # nothing outlives the run: no need to wait for the disk


def pytest_report_header(config):
    """Say how to run again the long proofs that were drawn."""
    return tell_tirage(choose_tirage(config))


def pytest_terminal_summary(terminalreporter):
    """Say how long each folder took."""
    rapports = [r for rang in terminalreporter.stats.values() for r in rang]
    terminalreporter.line(tell_durees([r for r in rapports if hasattr(r, "duration")]))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Share the tests between processes by lots, unless another way is asked for."""
    return ParLots(config, log) if config.getoption("dist") == "load" else None


def pytest_ignore_collect(collection_path, config):
    """Leave unread, where only what both bases run is asked for, a file that has none of it."""
    if config.option.markexpr == DEUX_BASES and collection_path.match("test_*.py"):
        return DEUX_BASES not in collection_path.read_text("utf-8") or None
    return None


def pytest_collection_modifyitems(config, items):
    """Skip, with its reason, what this machine cannot run; begin with what is long."""
    _name_apart(items)
    _leave_out(config, items)
    for marque, missing in MANQUES.items():
        concernes = [item for item in items if item.get_closest_marker(marque)]
        raison = missing() if concernes else ""
        for item in concernes if raison else ():
            item.add_marker(pytest.mark.skip(reason=raison))
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: find_rang(item.nodeid))


def pytest_collection_finish():
    """Leave what is loaded by now out of garbage collection: a run is an eighth shorter."""
    gc.collect()
    gc.freeze()


def _name_apart(items):
    """Give each test a name of its own: processes share tests by name, and run each name once.

    Schemathesis gives the same to all its operations.
    """
    for item in items:
        if not item.nodeid.endswith(item.name):
            item._id = item.parent.id.child(item.name)
    if len({item.nodeid for item in items}) < len(items):
        raise pytest.UsageError("Two tests bear one name: one of them would not run.")


def _leave_out(config, items):
    """Leave out long proofs of another day and, on PostgreSQL, what never reaches the base."""
    ecartes = [item for item in items if not _stays(item)]
    items[:] = [item for item in items if _stays(item)]
    config.hook.pytest_deselected(items=ecartes)


def _stays(item):
    ailleurs = os.environ.get("SPASER_ESSAIS_BASE") == "postgresql"
    return not is_left(item) and (not ailleurs or _reads_the_base(item))


def _reads_the_base(item):
    return item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames


@pytest.fixture(autouse=True)
def boite_ici(request, monkeypatch):
    """Read files in this process, unless a test asks for `vraie_boite`."""
    if "vraie_boite" not in request.fixturenames:
        monkeypatch.setattr(appel, "open_boite", answer_here)


@pytest.fixture(autouse=True)
def lectures_oubliees():
    """Forget what was read before: the site counts it in its process, which the tests share."""
    if limites := sys.modules.get("spaser.site.socle.requetes"):
        limites.LECTURES.clear()


@pytest.fixture
def vraie_boite():
    """Ask for true boxes: a program each."""


@pytest.fixture
def ctrl_c():
    """Let the processes of a test hear Ctrl-C, even where the run itself was told to ignore it."""
    avant = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, avant)


@pytest.fixture(scope="session")
def donnees_reelles() -> Path:
    """The folder of real files; only for tests marked `donnees_reelles`."""
    dossier = _real_files()
    assert dossier is not None, "mark the test with @pytest.mark.donnees_reelles"
    return dossier


@pytest.fixture(scope="session")
def base_gardee(pytestconfig):
    """Start from the base of an earlier run where migrations are the same; say where it is kept."""
    from tests.outils import base_gardee  # noqa: PLC0415 - for the tests of the site only

    gardee = base_gardee.find_gardee(getattr(pytestconfig, "cache", None))
    base_gardee.start_from(gardee)
    return gardee


@pytest.fixture(scope="session")
def django_db_modify_db_settings(base_gardee, django_db_modify_db_settings):
    """Be ready before the base is made."""


@pytest.fixture(scope="session")
def django_db_setup(base_gardee, django_db_setup, django_db_blocker):
    """Let the emptying between two tests reach the journal, which SQLite refuses to empty."""
    from django.db import connection  # noqa: PLC0415 - for the tests of the site only

    from tests.outils.base_gardee import keep  # noqa: PLC0415 - same

    with django_db_blocker.unblock():
        keep(base_gardee)
    if connection.vendor != "sqlite":
        return
    with django_db_blocker.unblock(), connection.cursor() as curseur:
        curseur.execute("SELECT sql FROM sqlite_master WHERE name = 'socle_evenement_DELETE'")
        trouve = curseur.fetchone()
    if trouve:
        vide = connection.ops.execute_sql_flush
        avant, apres = "DROP TRIGGER socle_evenement_DELETE", trouve[0]
        connection.ops.execute_sql_flush = lambda ordres: vide([avant, *ordres, apres])
