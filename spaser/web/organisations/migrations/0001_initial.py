import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "siren",
                    models.CharField(
                        max_length=9,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{9}\\Z", "Un SIREN compte neuf chiffres."
                            )
                        ],
                        verbose_name="SIREN",
                    ),
                ),
                ("nom", models.CharField(max_length=200, verbose_name="nom")),
                (
                    "nom_plie",
                    models.CharField(
                        editable=False, max_length=220, verbose_name="nom sans accent"
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("etat", "État"),
                            ("region", "Région"),
                            ("departement", "Département"),
                            ("collectivite", "Autre collectivité territoriale"),
                            ("metropole", "Métropole"),
                            ("epci", "Communauté urbaine, d’agglomération ou de communes"),
                            ("ept", "Établissement public territorial"),
                            ("commune", "Commune"),
                            ("syndicat", "Syndicat"),
                            ("etablissement_public", "Établissement public"),
                            ("epic", "Établissement public industriel et commercial"),
                            ("etablissement_sante", "Hôpital ou groupement hospitalier"),
                            ("universite", "Université ou école"),
                            ("bailleur", "Bailleur social"),
                            ("autre", "Autre acheteur"),
                        ],
                        max_length=40,
                        verbose_name="type de structure",
                    ),
                ),
                (
                    "code_region",
                    models.CharField(blank=True, max_length=3, verbose_name="code de la région"),
                ),
                (
                    "codes_departement",
                    models.JSONField(
                        blank=True, default=list, verbose_name="codes des départements"
                    ),
                ),
                (
                    "population",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="nombre d’habitants"
                    ),
                ),
                (
                    "identite",
                    models.CharField(
                        choices=[
                            ("reference", "Connue des tables de référence"),
                            ("a_verifier", "À vérifier"),
                            ("verifiee", "Vérifiée par l’équipe du programme"),
                        ],
                        db_index=True,
                        max_length=10,
                        verbose_name="identité",
                    ),
                ),
                ("creee_le", models.DateTimeField(auto_now_add=True, verbose_name="créée le")),
                ("modifiee_le", models.DateTimeField(auto_now=True, verbose_name="modifiée le")),
            ],
            options={
                "verbose_name": "organisation",
                "ordering": ("nom", "siren"),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="RoleProgramme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "utilisateur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles_programme",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("animation", "Animation du programme"),
                            ("moderation", "Modération du programme"),
                        ],
                        max_length=20,
                        verbose_name="rôle",
                    ),
                ),
                ("depuis", models.DateTimeField(auto_now_add=True, verbose_name="depuis")),
            ],
            options={
                "verbose_name": "rôle du programme",
                "verbose_name_plural": "rôles du programme",
                "ordering": ("role", "depuis", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("utilisateur", "role"), name="organisations_role_programme_unique"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Appartenance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "utilisateur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appartenances",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appartenances",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administration", "Administration"),
                            ("redaction", "Rédaction"),
                            ("contribution", "Contribution"),
                            ("lecture", "Lecture"),
                        ],
                        max_length=20,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("proposee", "Proposé"),
                            ("active", "Actif"),
                            ("suspendue", "Suspendu"),
                        ],
                        default="active",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "verification",
                    models.CharField(
                        choices=[
                            ("proconnect_siret", "SIRET donné par ProConnect"),
                            ("domaine_courriel", "Domaine de l’adresse électronique"),
                            ("administrateur", "Acceptée par une personne qui administre"),
                            ("programme", "Acceptée par l’équipe du programme"),
                        ],
                        max_length=20,
                        verbose_name="vérification",
                    ),
                ),
                ("depuis", models.DateTimeField(auto_now_add=True, verbose_name="depuis")),
                (
                    "rappel_seule_le",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="rappel d’administration seule"
                    ),
                ),
                (
                    "rappel_absence_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="rappel d’absence"),
                ),
            ],
            options={
                "verbose_name": "appartenance",
                "ordering": ("organisation", "depuis", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("utilisateur", "organisation"),
                        name="organisations_appartenance_unique",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="DemandeAdhesion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "utilisateur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="demandes_adhesion",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="demandes",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "role_souhaite",
                    models.CharField(
                        choices=[
                            ("administration", "Administration"),
                            ("redaction", "Rédaction"),
                            ("contribution", "Contribution"),
                            ("lecture", "Lecture"),
                        ],
                        max_length=20,
                        verbose_name="rôle souhaité",
                    ),
                ),
                ("message", models.TextField(blank=True, max_length=1000, verbose_name="message")),
                (
                    "destinataire",
                    models.CharField(
                        choices=[
                            ("administration", "Les personnes qui administrent l’organisation"),
                            ("programme", "L’équipe du programme"),
                        ],
                        max_length=20,
                        verbose_name="adressée à",
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("en_attente", "En attente"),
                            ("acceptee", "Acceptée"),
                            ("refusee", "Refusée"),
                            ("retiree", "Retirée"),
                        ],
                        default="en_attente",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("creee_le", models.DateTimeField(auto_now_add=True, verbose_name="envoyée le")),
                (
                    "repondue_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="répondue le"),
                ),
                (
                    "repondue_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="demandes_repondues",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "motif",
                    models.TextField(blank=True, max_length=1000, verbose_name="motif du refus"),
                ),
            ],
            options={
                "verbose_name": "demande d’adhésion",
                "verbose_name_plural": "demandes d’adhésion",
                "ordering": ("creee_le", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("etat", "en_attente")),
                        fields=("utilisateur", "organisation"),
                        name="organisations_demande_en_attente_unique",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "courriel",
                    models.EmailField(max_length=254, verbose_name="adresse électronique"),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administration", "Administration"),
                            ("redaction", "Rédaction"),
                            ("contribution", "Contribution"),
                            ("lecture", "Lecture"),
                        ],
                        max_length=20,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "invitee_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="invitations_envoyees",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("creee_le", models.DateTimeField(auto_now_add=True, verbose_name="créée le")),
                ("envoyee_le", models.DateTimeField(verbose_name="envoyée le")),
                ("expire_le", models.DateTimeField(verbose_name="expire le")),
                (
                    "acceptee_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="acceptée le"),
                ),
                (
                    "declinee_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="déclinée le"),
                ),
                (
                    "revoquee_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="annulée le"),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "ordering": ("-creee_le", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("acceptee_le__isnull", True),
                            ("declinee_le__isnull", True),
                            ("revoquee_le__isnull", True),
                        ),
                        fields=("organisation", "courriel"),
                        name="organisations_invitation_ouverte_unique",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Espace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "siren",
                    models.CharField(
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{9}\\Z", "Un SIREN compte neuf chiffres."
                            )
                        ],
                        verbose_name="SIREN",
                    ),
                ),
                ("nom", models.CharField(max_length=200, verbose_name="nom de l’organisation")),
                (
                    "organisation",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="espace",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "proprietaire",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="espaces_essai",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cree_le", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
                (
                    "essai_fini_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="fin de l’essai"),
                ),
            ],
            options={
                "verbose_name": "espace",
                "ordering": ("nom", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("organisation__isnull", False),
                            ("proprietaire__isnull", False),
                            _connector="XOR",
                        ),
                        name="organisations_espace_a_quelqu_un",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("essai_fini_le__isnull", True)),
                        fields=("proprietaire", "siren"),
                        name="organisations_espace_ouvert_unique",
                    ),
                ],
                "indexes": [],
            },
        ),
    ]
