"""What readers say of the public page of a buyer."""

from django.db import models

from spaser.site.socle.models import Requete


class Remarque(Requete):
    """Somebody says that something is wrong there; she may leave an address, unchecked."""

    siren = models.CharField("SIREN", max_length=9, db_index=True)
    nom = models.CharField("nom de l’acheteur", max_length=300)
    courriel = models.EmailField("adresse où répondre", blank=True)

    class Meta(Requete.Meta):
        verbose_name = "remarque"

    def __str__(self) -> str:
        return self.nom
