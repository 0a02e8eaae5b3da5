"""The texts of duties go where those of every kind are kept.

Their table stays until the next release: while one replaces the other, both read. It names nobody
any more, and holds no link to accounts, so that they may be erased.
"""

from django.conf import settings
from django.db import migrations, models


def move(apps, schema_editor):
    """Copy each text with its writers, under its own number."""
    Redaction = apps.get_model("obligations", "Redaction")
    Texte = apps.get_model("editorial", "Texte")
    for ancienne in Redaction.objects.all():
        texte = Texte.objects.create(
            genre="obligations",
            version=ancienne.version,
            code=ancienne.code,
            numero=ancienne.numero,
            titre=ancienne.titre,
            contenu=ancienne.contenu,
            etat=ancienne.etat,
            effet_le=ancienne.effet_le,
            motif=ancienne.motif,
            empreinte=ancienne.empreinte,
            relu_par_id=ancienne.relue_par_id,
            relu_le=ancienne.relue_le,
            reponse=ancienne.reponse,
            cree_le=ancienne.creee_le,
            modifie_le=ancienne.modifiee_le,
        )
        texte.redacteurs.set(ancienne.redacteurs.all())
    Redaction.objects.update(relue_par=None)


def move_back(apps, schema_editor):
    """Give the texts of duties their own table again."""
    Redaction = apps.get_model("obligations", "Redaction")
    Texte = apps.get_model("editorial", "Texte")
    Redaction.objects.all().delete()
    for texte in Texte.objects.filter(genre="obligations"):
        ancienne = Redaction.objects.create(
            version=texte.version,
            code=texte.code,
            numero=texte.numero,
            theme=texte.contenu.get("theme", "schema"),
            titre=texte.titre,
            contenu=texte.contenu,
            etat=texte.etat,
            effet_le=texte.effet_le,
            motif=texte.motif,
            empreinte=texte.empreinte,
            relue_par_id=texte.relu_par_id,
            relue_le=texte.relu_le,
            reponse=texte.reponse,
            creee_le=texte.cree_le,
            modifiee_le=texte.modifie_le,
        )
        ancienne.redacteurs.set(texte.redacteurs.all())
        texte.delete()


class Migration(migrations.Migration):
    dependencies = [("obligations", "0001_initial"), ("editorial", "0001_initial")]

    operations = [
        migrations.RunPython(move, move_back),
        migrations.RemoveField("redaction", "redacteurs"),
        migrations.AlterField(
            "redaction",
            "relue_par",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                models.SET_NULL,
                null=True,
                blank=True,
                related_name="+",
                db_constraint=False,
            ),
        ),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Redaction")]),
    ]
