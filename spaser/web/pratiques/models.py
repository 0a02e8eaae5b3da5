"""What a buyer tells of a practice, until the team publishes it and afterwards."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property

from spaser.metier.editorial import CODE_MAX
from spaser.metier.pratiques import OUVERTS, TITRE_MAX, EtatRecit, MarcheLie, Pratique
from spaser.web.commun.versions import Versionne
from spaser.web.organisations.models import Espace

_QUELQU_UN: Final[dict[str, Any]] = {
    "to": settings.AUTH_USER_MODEL,
    "on_delete": models.SET_NULL,
    "null": True,
    "blank": True,
    "related_name": "+",
}
_ETATS: Final = [(etat.value, etat.libelle) for etat in EtatRecit]


class Recit(Versionne):
    """A practice as its buyer tells it.

    `contenu` holds the fields of `Pratique` that are typed; `marches` the published contracts that
    it is tied to, whether or not they are shown: only those of a buyer who is named are. `code` is
    that of the published text, which the team edits from then on; empty until then.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="recits")
    code = models.CharField("code de la pratique", max_length=CODE_MAX, blank=True)
    titre = models.CharField("titre", max_length=TITRE_MAX)
    contenu = models.JSONField("contenu")
    nomme = models.BooleanField("l’acheteur est nommé", default=True)
    marches = models.JSONField("marchés liés", default=list, blank=True)
    etat = models.CharField(
        "état", max_length=10, choices=_ETATS, default=EtatRecit.BROUILLON.value, db_index=True
    )
    auteur = models.ForeignKey(**_QUELQU_UN)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    traite_le = models.DateTimeField("relu le", null=True, blank=True)
    traite_par = models.ForeignKey(**_QUELQU_UN)
    reponse = models.TextField("message de l’équipe", max_length=2000, blank=True)

    class Meta:
        verbose_name = "récit de bonne pratique"
        verbose_name_plural = "récits de bonne pratique"
        ordering = ("-modifie_le", "-pk")

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("pratiques:sienne", args=[self.espace.siren, self.pk])

    @property
    def est_ouvert(self) -> bool:
        return self.etat in OUVERTS

    @property
    def attend(self) -> bool:
        return self.etat == EtatRecit.ENVOYEE

    @cached_property
    def lu(self) -> Pratique:
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
            type=Pratique,
        )


_MONTRES: Final = MarcheLie.__struct_fields__
