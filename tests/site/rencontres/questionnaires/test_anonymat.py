"""No table, order, moment or log leads from somebody to what she answered."""

import logging
import uuid

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection, models

from spaser.site.rencontres.models import Commentaire, Invitation, Repondu, Reponse
from spaser.site.rencontres.questionnaires.services import (
    Droit,
    Mots,
    ReponsesSaisies,
    invite_adresses,
    keep_reponse,
)
from tests.site.organisations.fabrique import make_personne, sign_in
from tests.site.rencontres.questionnaires.fabrique import make_questionnaire

pytestmark = pytest.mark.django_db

REPONDENT = {
    "lea@exemple.fr": ("1", "Le mot de Léa"),
    "zoe@exemple.fr": ("3", "Le mot de Zoé"),
    "max@exemple.fr": ("5", "Le mot de Max"),
}


def answer_all(avis):
    """Have three people answer, signed in, by the link that each was sent; return the links."""
    invite_adresses(avis, REPONDENT)
    liens = {}
    for message in mail.outbox:
        (adresse,) = message.to
        chemin = f"/{message.body.partition('http://')[2].split()[0].partition('/')[2]}"
        note, mots = REPONDENT[adresse]
        envoi = {"numero": "1", "q1": note, "q7": mots, "q7_publiable": "on"}
        client = sign_in(make_personne(adresse))
        assert client.post(chemin, envoi, REMOTE_ADDR="203.0.113.77").status_code == 302
        liens[adresse] = chemin.rstrip("/").rpartition("/")[2]
    return liens


def list_lignes():
    """Return every row of every table of the base, as text, with its table."""
    with connection.cursor() as curseur:
        for table in connection.introspection.table_names(curseur):
            curseur.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for ligne in curseur.fetchall():
                yield table, " ".join(map(str, ligne)).lower()


def _both(cle):
    """Write a key as either base does."""
    return {str(cle), cle.hex}


def test_nothing_in_the_base_holds_somebody_and_what_she_answered(courriels, caplog):
    with caplog.at_level(logging.DEBUG, logger="spaser"):
        liens = answer_all(make_questionnaire())
    reponses = {
        c for r in (*Reponse.objects.all(), *Commentaire.objects.all()) for c in _both(r.pk)
    }
    dites = reponses | {mots.lower() for _, mots in REPONDENT.values()}
    qui = {a.lower() for a in REPONDENT} | set(liens.values()) | {"203.0.113.77"}
    qui |= {valeur for i in Invitation.objects.all() for valeur in (*_both(i.pk), i.empreinte)}
    qui |= {i.destinataire for i in Invitation.objects.all()}
    qui |= {c for r in Repondu.objects.all() for c in _both(r.pk)}

    tables = {Reponse._meta.db_table, Commentaire._meta.db_table}
    vues = set()
    assert len(reponses) == 12
    for table, ligne in list_lignes():
        assert not (any(d in ligne for d in dites) and any(q in ligne for q in qui)), table
        if any(q in ligne for q in qui):
            vues.add(table)
        if any(d in ligne for d in dites):
            assert table in tables
    assert vues >= {Repondu._meta.db_table, Invitation._meta.db_table, "comptes_utilisateur"}
    journal = [r.getMessage() for r in caplog.records]
    assert [m for m in journal if any(d in m.lower() for d in dites)] == []


def test_an_answer_has_no_key_but_its_version_and_no_moment():
    for classe in (Reponse, Commentaire):
        champs = classe._meta.concrete_fields
        liens = [c.name for c in champs if c.is_relation]
        moments = [c.name for c in champs if isinstance(c, models.DateField | models.TimeField)]
        assert (liens, moments) == (["version"], [])
        assert isinstance(classe._meta.pk, models.UUIDField)
        assert classe._meta.pk.get_default().version == 4  # drawn, without a clock
    assert [c.name for c in Repondu._meta.concrete_fields if c.is_relation] == ["questionnaire"]
    jours = [c.name for c in Repondu._meta.concrete_fields if isinstance(c, models.DateField)]
    assert jours == ["jour"]  # of the public link alone, until the next day
    communs = {c.name for c in Reponse._meta.concrete_fields} & {
        c.name for c in Repondu._meta.concrete_fields
    }
    assert communs == {"id"}


def test_no_table_of_ours_points_at_an_answer_nor_at_an_account():
    pointes = {
        (champ.model.__name__, champ.related_model.__name__)
        for modele in apps.get_models(include_auto_created=True)
        for champ in modele._meta.concrete_fields
        if champ.is_relation
        and (
            modele._meta.db_table.startswith("questionnaires_")
            or champ.related_model in {Reponse, Commentaire, Repondu}
        )
    }

    assert pointes == {
        ("VersionQuestionnaire", "Questionnaire"),
        ("Reponse", "VersionQuestionnaire"),
        ("Commentaire", "VersionQuestionnaire"),
        ("Invitation", "Questionnaire"),
        ("Repondu", "Questionnaire"),
    }


def list_en_ordre(classe, colonne):
    """Return a column in the order in which the base has it on its disk."""
    ordre = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT {colonne} FROM {classe._meta.db_table} ORDER BY {ordre}")
        return [str(valeur) for (valeur,) in curseur.fetchall()]


@pytest.mark.deux_bases
def test_the_order_of_tables_says_nothing_of_the_order_of_answers():
    avis = make_questionnaire()
    derniers = 0
    for rang in range(14):
        mots = {"q7": Mots(f"texte {rang:02}")}
        droit = Droit(f"{rang:064}")
        keep_reponse(avis, ReponsesSaisies(1, {"q6": rang % 11}, mots), droit, avis.ouvre_le)
        textes = list_en_ordre(Commentaire, "texte")
        prints = list_en_ordre(Repondu, "empreinte")
        assert len(textes) == len(prints) == rang + 1
        derniers += textes[-1] == f"texte {rang:02}"
        derniers += prints[-1] == droit.empreinte

    # All last would be one chance in 14! squared; all sorted as well.
    assert derniers < 28
    assert textes != sorted(textes)
    assert prints != sorted(prints)


def test_keys_are_drawn_again_when_an_answer_joins_others():
    avis = make_questionnaire()
    keep_reponse(avis, ReponsesSaisies(1, {"q1": 1}), Droit("a" * 64), avis.ouvre_le)
    premiere = Reponse.objects.get().pk
    keep_reponse(avis, ReponsesSaisies(1, {"q1": 5}), Droit("b" * 64), avis.ouvre_le)

    assert isinstance(premiere, uuid.UUID)
    assert premiere not in set(Reponse.objects.values_list("pk", flat=True))
    assert sorted(r.valeurs["q1"] for r in Reponse.objects.all()) == [1, 5]
