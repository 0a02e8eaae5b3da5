from base64 import urlsafe_b64encode

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils.crypto import salted_hmac


EMPREINTE = 16


def print_codes(apps, _editeur):
    """Keep of recovery codes their prints only; a code is eight signs, a print sixteen."""
    jetons = apps.get_model("otp_static", "StaticToken")
    for jeton in jetons.objects.filter(device__name="secours"):
        if len(jeton.token) < EMPREINTE:
            marque = salted_hmac("comptes.secours", jeton.token, algorithm="sha256").digest()
            jeton.token = urlsafe_b64encode(marque)[:EMPREINTE].decode()
            jeton.save(update_fields=["token"])


class Migration(migrations.Migration):
    dependencies = [
        ("comptes", "0001_initial"),
        ("otp_static", "0003_add_timestamps"),
    ]

    operations = [
        migrations.CreateModel(
            name="CleAcces",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="The human-readable name of this device.", max_length=64
                    ),
                ),
                (
                    "confirmed",
                    models.BooleanField(default=True, help_text="Is this device ready for use?"),
                ),
                (
                    "identifiant",
                    models.CharField(max_length=1400, unique=True, verbose_name="identifiant"),
                ),
                ("cle_publique", models.BinaryField(verbose_name="clé publique")),
                (
                    "usages",
                    models.PositiveBigIntegerField(
                        default=0, verbose_name="nombre d’usages dit par la clé"
                    ),
                ),
                (
                    "ajoutee_le",
                    models.DateTimeField(auto_now_add=True, verbose_name="ajoutée le"),
                ),
                ("servie_le", models.DateTimeField(null=True, verbose_name="servie le")),
                (
                    "user",
                    models.ForeignKey(
                        help_text="The user that this device belongs to.",
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "clé d’accès",
                "verbose_name_plural": "clés d’accès",
                "ordering": ("pk",),
            },
        ),
        migrations.RunPython(print_codes, migrations.RunPython.noop, elidable=False),
    ]
