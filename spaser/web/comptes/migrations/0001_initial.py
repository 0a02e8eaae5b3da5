import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Utilisateur",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "courriel",
                    models.EmailField(
                        max_length=254, unique=True, verbose_name="adresse électronique"
                    ),
                ),
                (
                    "sub",
                    models.CharField(
                        max_length=255,
                        null=True,
                        unique=True,
                        verbose_name="identifiant ProConnect",
                    ),
                ),
                (
                    "siret_proconnect",
                    models.CharField(
                        blank=True, max_length=14, verbose_name="SIRET donné par ProConnect"
                    ),
                ),
                ("prenom", models.CharField(blank=True, max_length=150, verbose_name="prénom")),
                ("nom", models.CharField(blank=True, max_length=150, verbose_name="nom")),
                ("is_active", models.BooleanField(default=True, verbose_name="actif")),
                (
                    "courriel_verifie_le",
                    models.DateTimeField(null=True, verbose_name="adresse vérifiée le"),
                ),
                ("inscrit_le", models.DateTimeField(auto_now_add=True, verbose_name="inscrit le")),
                ("efface_le", models.DateTimeField(null=True, verbose_name="effacé le")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="SessionOuverte",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "utilisateur",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="personne",
                    ),
                ),
                ("appareil", models.CharField(blank=True, max_length=120, verbose_name="appareil")),
                (
                    "adresse",
                    models.CharField(blank=True, max_length=60, verbose_name="adresse abrégée"),
                ),
                ("ouverte_le", models.DateTimeField(null=True, verbose_name="ouverte le")),
                ("vue_le", models.DateTimeField(null=True, verbose_name="vue le")),
            ],
            options={
                "verbose_name": "session ouverte",
                "verbose_name_plural": "sessions ouvertes",
                "abstract": False,
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ChangementAdresse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "utilisateur",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changement_adresse",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="personne",
                    ),
                ),
                ("nouvelle", models.EmailField(max_length=254, verbose_name="nouvelle adresse")),
                ("demande_le", models.DateTimeField(verbose_name="demandé le")),
                (
                    "accord_ancienne_le",
                    models.DateTimeField(null=True, verbose_name="accord de l’ancienne adresse le"),
                ),
                (
                    "accord_nouvelle_le",
                    models.DateTimeField(
                        null=True, verbose_name="accord de la nouvelle adresse le"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
    ]
