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
            name="Campagne",
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
                        related_name="campagnes",
                        to="organisations.espace",
                    ),
                ),
                ("siren", models.CharField(max_length=9, verbose_name="SIREN")),
                ("titre", models.CharField(max_length=120)),
                ("jour", models.DateField(verbose_name="date")),
                (
                    "questionnaire_version",
                    models.PositiveSmallIntegerField(verbose_name="version du questionnaire"),
                ),
                (
                    "nominative",
                    models.BooleanField(
                        default=False, verbose_name="réponses montrées avec le nom"
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
                ("ouverte_le", models.DateTimeField(auto_now_add=True, verbose_name="ouverte le")),
                ("figee_le", models.DateTimeField(blank=True, null=True, verbose_name="figée le")),
                (
                    "figee_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "retenus",
                    models.JSONField(blank=True, default=dict, verbose_name="niveaux retenus"),
                ),
                (
                    "nb_reponses",
                    models.PositiveSmallIntegerField(default=0, verbose_name="réponses comptées"),
                ),
            ],
            options={
                "verbose_name": "campagne d’autodiagnostic",
                "verbose_name_plural": "campagnes d’autodiagnostic",
                "ordering": ("-jour", "-pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ChoixApproche",
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
                        related_name="choix_approche",
                        to="organisations.espace",
                    ),
                ),
                (
                    "approche",
                    models.CharField(
                        choices=[
                            ("operationnelle", "Opérationnelle"),
                            ("politiques_publiques", "Par politiques publiques"),
                            ("piliers", "Par piliers du développement durable"),
                            ("enjeux", "Par enjeux ou objectifs de développement durable"),
                        ],
                        max_length=40,
                    ),
                ),
                ("raison", models.CharField(max_length=500, verbose_name="pourquoi")),
                ("reponses", models.JSONField(blank=True, default=dict, verbose_name="réponses")),
                (
                    "decisions",
                    models.JSONField(
                        blank=True, default=list, verbose_name="réponses qui ont compté"
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
                ("choisie_le", models.DateTimeField(auto_now_add=True, verbose_name="choisie le")),
            ],
            options={
                "verbose_name": "choix d’une approche",
                "verbose_name_plural": "choix d’une approche",
                "ordering": ("-choisie_le", "-pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "campagne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="diagnostic.campagne",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("compte", "Avec son compte"),
                            ("lien", "Par un lien"),
                            ("atelier", "Sur papier, tapée ensuite"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "utilisateur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("nom", models.CharField(blank=True, max_length=100)),
                ("reponses", models.JSONField(blank=True, default=dict, verbose_name="réponses")),
                (
                    "acceptees",
                    models.JSONField(
                        blank=True, default=list, verbose_name="niveaux proposés acceptés"
                    ),
                ),
                (
                    "commencee_le",
                    models.DateTimeField(auto_now_add=True, verbose_name="commencée le"),
                ),
                ("modifiee_le", models.DateTimeField(auto_now=True, verbose_name="modifiée le")),
                (
                    "envoyee_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="envoyée le"),
                ),
            ],
            options={
                "verbose_name": "participation",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("mode", "compte"), ("utilisateur__isnull", False)),
                        fields=("campagne", "utilisateur"),
                        name="diagnostic_participation_une_par_membre",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Accord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "campagne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accords",
                        to="diagnostic.campagne",
                    ),
                ),
                ("question", models.CharField(max_length=60)),
                ("niveau", models.PositiveSmallIntegerField()),
                ("raison", models.CharField(max_length=500)),
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
                ("modifie_le", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
            ],
            options={
                "verbose_name": "accord",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campagne", "question"), name="diagnostic_accord_un_par_question"
                    )
                ],
                "indexes": [],
            },
        ),
    ]
