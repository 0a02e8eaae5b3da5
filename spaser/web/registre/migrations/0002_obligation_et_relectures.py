import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from spaser.metier.format_spaser.fichier import read_spaser_dict
from spaser.metier.registre.fiche import Spaser
from spaser.metier.registre.obligation import read_volume


def fill(apps, _editor):
    """Repeat in the new columns what the sheets say; one that can no longer be read stays empty."""
    for fiche in apps.get_model("registre", "Fiche").objects.order_by("pk").iterator():
        spaser = read_spaser_dict(fiche.contenu)
        if not isinstance(spaser, Spaser):
            continue
        volume = read_volume(spaser)
        fiche.sirens_partenaires = [p.siren for p in spaser.schema.partenaires if p.siren]
        fiche.achats_bas, fiche.achats_haut = volume.bas, volume.haut
        fiche.save(update_fields=["sirens_partenaires", "achats_bas", "achats_haut"])


class Migration(migrations.Migration):
    dependencies = [
        ("registre", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="fiche",
            name="achats_bas",
            field=models.BigIntegerField(default=0, verbose_name="achats, au moins"),
        ),
        migrations.AddField(
            model_name="fiche",
            name="achats_haut",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="achats, au plus"),
        ),
        migrations.AddField(
            model_name="fiche",
            name="sirens_partenaires",
            field=models.JSONField(blank=True, default=list, verbose_name="SIREN des partenaires"),
        ),
        migrations.CreateModel(
            name="Relecture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sens",
                    models.CharField(
                        choices=[
                            ("demande", "Second avis demandé"),
                            ("favorable", "Avis favorable"),
                            ("reserve", "Réserves"),
                        ],
                        max_length=10,
                        verbose_name="sens",
                    ),
                ),
                ("texte", models.TextField(blank=True, max_length=2000, verbose_name="texte")),
                ("ecrite_le", models.DateTimeField(verbose_name="écrite le")),
                (
                    "auteur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="relectures",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "depot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relectures",
                        to="registre.depot",
                    ),
                ),
            ],
            options={
                "verbose_name": "relecture",
                "ordering": ("depot", "ecrite_le", "pk"),
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
