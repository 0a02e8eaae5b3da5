"""What readers ask the team, and whether the answers of the FAQ helped them."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from spaser.metier.editorial import CODE_MAX
from spaser.web.editorial.models import Texte
from spaser.web.socle.models import Requete


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
