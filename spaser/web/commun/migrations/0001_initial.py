import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Discussion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "espace",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="discussions",
                        to="organisations.espace",
                    ),
                ),
                ("objet", models.CharField(max_length=120)),
                ("titre", models.CharField(max_length=300)),
                ("adresse", models.CharField(max_length=300)),
                ("ouverte_le", models.DateTimeField(auto_now_add=True, verbose_name="ouverte le")),
                ("close_le", models.DateTimeField(blank=True, null=True, verbose_name="close le")),
                (
                    "close_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "discussion",
                "ordering": ("-ouverte_le", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("espace", "objet"),
                        name="commun_discussion_unique",
                        nulls_distinct=False,
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ReglageMentions",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "membre",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("courriel", models.BooleanField(default=True)),
            ],
            options={
                "verbose_name": "réglage des mentions",
                "verbose_name_plural": "réglages des mentions",
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ReglageOutil",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "espace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reglages_outils",
                        to="organisations.espace",
                    ),
                ),
                ("outil", models.CharField(max_length=40)),
                ("actif", models.BooleanField(default=True)),
                (
                    "auteur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("change_le", models.DateTimeField(auto_now=True, verbose_name="changé le")),
            ],
            options={
                "verbose_name": "réglage d’un outil",
                "verbose_name_plural": "réglages des outils",
                "ordering": ("outil", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("espace", "outil"), name="commun_outil_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="LienPartage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "espace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="liens_partage",
                        to="organisations.espace",
                    ),
                ),
                ("vue", models.CharField(max_length=60, verbose_name="page ouverte")),
                ("pour", models.CharField(max_length=120, verbose_name="donné à")),
                (
                    "cree_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cree_le", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
                ("expire_le", models.DateTimeField(verbose_name="expire le")),
                (
                    "retire_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="retiré le"),
                ),
                ("lectures", models.PositiveIntegerField(default=0)),
                ("lu_le", models.DateTimeField(blank=True, null=True, verbose_name="lu le")),
            ],
            options={
                "verbose_name": "lien de partage",
                "verbose_name_plural": "liens de partage",
                "ordering": ("-cree_le", "-pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Commentaire",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "ecarte_le",
                    models.DateTimeField(
                        blank=True, db_index=True, null=True, verbose_name="écarté le"
                    ),
                ),
                (
                    "ecarte_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "discussion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commentaires",
                        to="commun.discussion",
                    ),
                ),
                (
                    "auteur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("texte", models.TextField(max_length=4000)),
                ("ecrit_le", models.DateTimeField(auto_now_add=True, verbose_name="écrit le")),
                (
                    "modifie_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="modifié le"),
                ),
            ],
            options={
                "verbose_name": "commentaire",
                "ordering": ("ecrit_le", "pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "commentaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="commun.commentaire",
                    ),
                ),
                (
                    "membre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions_recues",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("lue_le", models.DateTimeField(blank=True, null=True, verbose_name="lue le")),
            ],
            options={
                "verbose_name": "mention",
                "ordering": ("-commentaire__ecrit_le", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("commentaire", "membre"), name="equipe_mention_unique"
                    )
                ],
                "indexes": [],
            },
        ),
    ]
