"""What a buyer tells of a practice, until the team publishes it and afterwards."""

from typing import Final

import msgspec
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property

from spaser.regles import pratiques
from spaser.regles.editorial import CODE_MAX
from spaser.site.comptes.models import name_personne
from spaser.site.editorial.models import Texte
from spaser.site.organisations.models import Espace
from spaser.site.socle.models import Requete
from spaser.site.socle.versions import Versionne

# --- What readers ask the team, and whether the answers of the FAQ helped them ---


class QuestionRecue(Requete):
    """A question that no answer held; she may leave an address, unchecked.

    `texte` is what the team writes for it: once it is shown,
    or a later text of the same code, the question is answered by it.
    `devenue` is the code of the answer of the FAQ that was changed, or added, for it.
    """

    courriel = models.EmailField("adresse où répondre", blank=True)
    devenue = models.CharField("réponse de la FAQ", max_length=CODE_MAX, blank=True)
    texte = models.ForeignKey(
        Texte, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="texte"
    )

    class Meta(Requete.Meta):
        db_table = "faq_questionrecue"
        verbose_name = "question reçue"
        verbose_name_plural = "questions reçues"

    def __str__(self) -> str:
        return self.message[:80]

    def get_absolute_url(self) -> str:
        return reverse("faq:repondre", args=[self.pk])


class Avis(models.Model):
    """Whether an answer helped: one a day for each network address.

    The address is not kept: `empreinte` names it for the day, then is forgotten.
    """

    reponse = models.CharField("code de la réponse", max_length=CODE_MAX, db_index=True)
    jour = models.DateField("jour")
    empreinte = models.CharField(  # noqa: DJ001 - forgotten, it holds no place among the others
        "empreinte du jour", max_length=64, null=True, blank=True
    )
    utile = models.BooleanField("a aidé")
    raison = models.TextField("ce qui manque", max_length=1000, blank=True)

    class Meta:
        db_table = "faq_avis"
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ("-jour", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["reponse", "jour", "empreinte"], name="faq_un_avis_par_jour"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reponse} : {'oui' if self.utile else 'non'}"


_ETATS: Final = [(etat.value, etat.libelle) for etat in pratiques.EtatRecit]


class Recit(Versionne):
    """A practice as its buyer tells it.

    `contenu` holds the fields of `Pratique` that are typed; `marches` the published contracts that
    it is tied to, whether or not they are shown: only those of a buyer who is named are. `code` is
    that of the published text, which the team edits from then on; empty until then.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="recits")
    code = models.CharField("code de la pratique", max_length=CODE_MAX, blank=True)
    titre = models.CharField("titre", max_length=pratiques.TITRE_MAX)
    contenu = models.JSONField("contenu")
    nomme = models.BooleanField("l’acheteur est nommé", default=True)
    marches = models.JSONField("marchés liés", default=list, blank=True)
    etat = models.CharField(
        "état",
        max_length=10,
        choices=_ETATS,
        default=pratiques.EtatRecit.BROUILLON.value,
        db_index=True,
    )
    auteur = name_personne()
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    traite_le = models.DateTimeField("relu le", null=True, blank=True)
    traite_par = name_personne()
    reponse = models.TextField("message de l’équipe", max_length=2000, blank=True)

    class Meta:
        db_table = "pratiques_recit"
        verbose_name = "récit de bonne pratique"
        verbose_name_plural = "récits de bonne pratique"
        ordering = ("-modifie_le", "-pk")

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("pratiques:sienne", args=[self.espace.siren, self.pk])

    @property
    def est_ouvert(self) -> bool:
        return self.etat in pratiques.OUVERTS

    @property
    def attend(self) -> bool:
        return self.etat == pratiques.EtatRecit.ENVOYEE

    @cached_property
    def lu(self) -> pratiques.Pratique:
        """Return it as it would be read by everybody."""
        code = self.code or f"recit-{self.pk}"
        montres = self.marches if self.nomme else []
        return msgspec.convert(
            self.contenu
            | {
                "code": code,
                "titre": self.titre,
                "acheteur": self.espace.nom if self.nomme else "",
                "marches": [{k: m[k] for k in _MONTRES if m.get(k) is not None} for m in montres],
            },
            type=pratiques.Pratique,
        )


_MONTRES: Final = pratiques.MarcheLie.__struct_fields__
