"""A base of 0.3.0, of the house of forty-one apps, takes the labels of today's. See ADR 76.

Tables kept their names: each says the former label of its model. All is one transaction, which ends
well only when the tables are those of a fresh base.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Manager, Model, QuerySet
from django.urls import get_resolver
from django_tasks_db.models import DBTaskResult

from spaser.elements import ErreurSpaser
from spaser.site.socle.courriels import natures
from spaser.site.socle.models import Courriel, Evenement
from spaser.site.socle.taches.file import list_travaux, patient

type Migrations = Collection[tuple[str, str]]

_TEMOIN: Final = "commun"  # an app of the former house alone
# What 0.3.0 had beside the first migration of each app.
ANCIENNES: Final[frozenset[tuple[str, str]]] = frozenset(
    (label, nom)
    for label, nom in (
        ecrite.split(".")
        for ecrite in """
acteurs.0002_preferences agenda.0002_replays_et_venues agenda.0003_liens agenda.0004_liens_connus
cibles.0002_cibles_de_la_grille cibles.0003_heures_insertion commun.0002_suite
commun.0003_partenaires commun.0004_preferences commun.0005_liens
comptes.0002_cles_et_codes_de_secours courriels.0002_preferences editorial.0002_image
faq.0002_texte_de_la_question grille.0002_valeur_visee marches.0002_famille_achat
marches.0003_suite marches.0004_fonds_des_discussions marches.0005_abime_et_exports
marches.0006_filtre_long obligations.0002_textes organisations.0002_essai_a_deux
organisations.0003_second_facteur_exige organisations.0004_questions_a_l_annuaire
plan.0002_importation plan.0003_relecture plan.0004_partenaires point_annuel.0002_annee_avant
point_annuel.0003_perimetre_en_phrases point_annuel.0004_compte_de_l_erratum
publication.0002_un_seul_projet publication.0003_un_projet_par_espace
publication.0004_perimetre_en_phrases publication.0005_jour_public_raison_compte
questionnaires.0002_clos_le recherche.0002_index recherche.0003_rien_d_efface_ne_reste
registre.0002_obligation_et_relectures registre.0003_pages_de_documents
registre.0004_parties_de_documents socle.0002_journal_inalterable socle.0003_baux
socle.0004_demande_du_bail socle.0005_arrets
        """.split()
    )
)
# Where 0.4.0 starts.
_DEPARTS: Final = [
    ("recherche", "0002_index"),
    ("socle", "0002_journal_inalterable"),
    *(
        (label, "0001_initial")
        for label in "acheteurs chiffres comptes diagnostic editorial equipe espace organisations "
        "plan portail registre rencontres schema".split()
    ),
]
# Left for a release beside what replaced them.
_QUITTEES: Final = ("acteurs_sansrappel", "commun_reglagementions", "obligations_redaction")
_SITE, _ANCIEN_SITE = "spaser.site.", "spaser.web."
# Where functions went whose names alone do not say which they are.
_MODULES: Final = {
    "acheteurs.services": "acheteurs.remarques",
    "agenda.courriels": "rencontres.agenda.courriels",
    "faq.services": "portail.questions_recues",
    "pratiques.services": "portail.pratiques",
    "registre.suivi": "registre.alertes",
}
_MONTRES: Final = 10


def is_ancienne(migrations: Migrations) -> bool:
    """Tell whether a base bears the labels of the former house."""
    return any(label == _TEMOIN for label, _ in migrations)


def check_derniere(migrations: Migrations, commande: str = "spaser preparer") -> None:
    """Refuse a base of the former house that 0.3.0 has not brought up to date."""
    if is_ancienne(migrations) and not ANCIENNES.issubset(migrations):
        raise ErreurSpaser(
            "La base vient d’une version d’avant la 0.3.0 : celle-ci ne la reprend pas d’un coup.",
            f"Avec la version 0.3.0, lancez : {commande}\n"
            "Puis, avec cette version, lancez : spaser preparer",
        )


def name_ancien(modele: type[Model]) -> str:
    """Return the label that a model had in 0.3.0: the name of its table says it."""
    nom, table = modele._meta.model_name or "", modele._meta.db_table  # noqa: SLF001 - Django's own names
    return f"{table.removesuffix(f'_{nom}')}.{nom}"


@patient
def rename() -> None:
    """Rewrite every label and dotted name that a base of 0.3.0 keeps, then prove its tables."""
    siens = [m for m in apps.get_models(include_auto_created=True) if _is_du_site(m)]
    attendues = _read_neuve(siens)
    travaux, courriels = list_chemins()
    with transaction.atomic():
        _rename_modeles(siens)
        _rename_chemins(DBTaskResult.objects, "task_path", travaux)
        _rename_chemins(Courriel.objects, "nature", courriels)
        with connection.cursor() as curseur:
            for table in _QUITTEES:
                curseur.execute(f"DROP TABLE IF EXISTS {table}")
        _record_migrations(siens)
        check_tables(_read_tables(connection, siens), attendues)


def _is_du_site(modele: type[Model]) -> bool:
    return modele._meta.app_config.name.startswith("spaser.")  # noqa: SLF001 - same


def _rename_modeles(modeles: Iterable[type[Model]]) -> None:
    """Rewrite labels where they are kept: the journal, for once, and Django's list of models."""
    editeur = connection.schema_editor()
    journal = import_module("spaser.site.socle.migrations.0002_journal_inalterable")
    journal.unprotect(apps, editeur)
    for modele in modeles:
        ancien, nouveau = name_ancien(modele), modele._meta.label_lower  # noqa: SLF001 - same
        # Django's own set of rows: that of the journal changes none.
        QuerySet(Evenement).filter(objet_type=ancien).update(objet_type=nouveau)
        (label, nom), neuf = ancien.split("."), nouveau.partition(".")[0]
        ContentType.objects.filter(app_label=label, model=nom).update(app_label=neuf)
    journal.protect(apps, editeur)
    ContentType.objects.clear_cache()


def list_chemins() -> tuple[Collection[str], Collection[str]]:
    """Return the paths of works and of mails, once all that declares them is loaded."""
    _ = get_resolver().url_patterns
    return list_travaux(), natures.list_natures()


def _rename_chemins(lignes: Manager[Any], champ: str, connus: Iterable[str]) -> None:
    anciennes = lignes.filter(**{f"{champ}__startswith": _ANCIEN_SITE})
    for ancien in set(anciennes.values_list(champ, flat=True)):
        lignes.filter(**{champ: ancien}).update(**{champ: find_chemin(ancien, connus)})


def find_chemin(ancien: str, connus: Iterable[str]) -> str:
    """Return where a function of 0.3.0 is now: it kept its name; its own path if it is gone."""
    module, _, nom = ancien.removeprefix(_ANCIEN_SITE).rpartition(".")
    siens = [connu for connu in connus if connu.rpartition(".")[2] == nom]
    exact = f"{_SITE}{_MODULES.get(module, module)}.{nom}"
    return exact if exact in siens else siens[0] if len(siens) == 1 else ancien


def _record_migrations(modeles: Iterable[type[Model]]) -> None:
    anciens = {label for label, _ in ANCIENNES}.union(
        name_ancien(modele).partition(".")[0] for modele in modeles
    )
    faites = MigrationRecorder(connection)
    faites.migration_qs.filter(app__in=anciens).delete()
    for migration, _ in MigrationExecutor(connection).migration_plan(_DEPARTS):
        if migration.app_label in dict(_DEPARTS):
            faites.record_applied(migration.app_label, migration.name)


# --- The proof: what the catalogue says of our tables, here and in a fresh base aside ---


_ASIDE: Final = "base_neuve"
_SQLITE: Final = "SELECT tbl_name, type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
_POSTGRESQL: Final = """
SELECT c.relname, concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation,
    pg_get_serial_sequence(c.oid::regclass::text, a.attname))
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
UNION ALL SELECT c.relname, concat_ws(' ', k.conname, pg_get_constraintdef(k.oid))
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  WHERE k.contype <> 'n' AND k.connamespace = current_schema()::regnamespace
UNION ALL SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = current_schema()
UNION ALL SELECT c.relname, concat_ws(' ', pg_get_triggerdef(t.oid, true), p.prosrc)
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
  WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
"""
_VALEUR: Final = re.compile(r"\(('[^']*'::character varying)\)::text")
_LISTE: Final = re.compile(r"\((ARRAY\[[^]]*\])\)::text\[\]")

type Catalogue = set[tuple[str, str]]  # tables, each with one of its parts


def check_tables(lues: Catalogue, attendues: Catalogue) -> None:
    """Refuse tables that are not as fresh ones are."""
    ecarts = [
        *(f"En trop — {table} : {quoi}" for table, quoi in sorted(lues - attendues)),
        *(f"Manque — {table} : {quoi}" for table, quoi in sorted(attendues - lues)),
    ]
    if ecarts:
        raise ErreurSpaser(
            "Les tables de la base ne sont pas celles d’une base neuve : rien n’a été changé.\n"
            + "\n".join(ecarts[:_MONTRES]),
            "Remettez ces tables comme les fait la version 0.3.0, puis relancez : spaser preparer",
        )


def _read_neuve(modeles: Iterable[type[Model]]) -> Catalogue:
    with _open_neuve() as neuve:
        MigrationExecutor(neuve).migrate(_DEPARTS)
        return _read_tables(neuve, modeles)


@contextmanager
def _open_neuve() -> Iterator[BaseDatabaseWrapper]:
    """Give an empty base of the same kind, which leaves nothing: in memory, or a schema undone."""
    neuve = connections[_ASIDE] = connection.copy(_ASIDE)
    neuve.settings_dict["OPTIONS"].pop("pool", None)
    try:
        if neuve.vendor == "sqlite":
            neuve.settings_dict["NAME"] = ":memory:"
            yield neuve
            return
        with transaction.atomic(_ASIDE):
            with neuve.cursor() as curseur:
                curseur.execute(f"CREATE SCHEMA {_ASIDE}")
                curseur.execute(f"SET LOCAL search_path TO {_ASIDE}")
            yield neuve
            transaction.set_rollback(rollback=True, using=_ASIDE)
    finally:
        BaseDatabaseWrapper.close(neuve)  # that of SQLite keeps what is in memory
        del connections[_ASIDE]


def _read_tables(base: BaseDatabaseWrapper, modeles: Iterable[type[Model]]) -> Catalogue:
    """Return each column, index, constraint, sequence and trigger, with its table; no order."""
    siennes = {modele._meta.db_table for modele in modeles}  # noqa: SLF001 - same
    with base.cursor() as curseur:
        if base.vendor == "sqlite":
            lignes = curseur.execute(_SQLITE).fetchall()
            dites = {(t, x) for t, *quoi in lignes for x in _split_sql(*quoi)}
        else:
            curseur.execute("SELECT current_schema()")
            [schema] = curseur.fetchone()
            curseur.execute(_POSTGRESQL)
            dites = {(t, _fold(x.replace(f"{schema}.", ""))) for t, x in curseur.fetchall()}
    return {(table, quoi) for table, quoi in dites if table in siennes}


def _fold(texte: str) -> str:
    """Write a list of values as PostgreSQL does before a dump: once loaded, each has its cast."""
    return _LISTE.sub(r"\1", _VALEUR.sub(r"\1", texte))


def _split_sql(genre: str, nom: str, sql: str) -> Iterator[str]:
    """Yield the columns and constraints of a table, or an index or a trigger as it is written."""
    if genre != "table":
        yield f"{nom} {sql}"
        return
    profondeur, debut = 0, 0
    for rang, signe in enumerate(sql):
        fin = profondeur == 1 and signe in ",)"
        if fin:
            yield " ".join(sql[debut:rang].split())
        if fin or (profondeur == 0 and signe == "("):
            debut = rang + 1
        profondeur += (signe == "(") - (signe == ")")
