"""The index: one row for each thing that can be found.

The words are kept as `normalisation` reads them. The full-text structure over them (FTS5, or a
tsvector and its GIN index) is made by the migration and follows the table by itself; a later
migration that rebuilds the table on SQLite must make its triggers again.
"""

from django.db import models


class Entree(models.Model):
    """What the search knows of one object."""

    type = models.CharField("type", max_length=40)
    objet_id = models.PositiveBigIntegerField("numéro de l’objet")
    titre = models.TextField("nom", blank=True)
    lieu = models.TextField("lieu", blank=True)
    axes = models.TextField("axes", blank=True)
    reste = models.TextField("autres textes", blank=True)
    noms = models.TextField("mots des noms et des lieux, entiers", blank=True)
    cle = models.CharField("clé de tri", max_length=300)

    class Meta:
        verbose_name = "entrée de l’index"
        verbose_name_plural = "entrées de l’index"
        constraints = (
            models.UniqueConstraint(fields=["type", "objet_id"], name="recherche_entree_unique"),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.objet_id}"


class Generation(models.Model):
    """A token drawn anew each time a set of rows changes: what is kept in memory is good for one.

    A random token and not a count: a rolled-back transaction brings the former one back, with the
    rows it stood for.
    """

    nom = models.CharField("ensemble", max_length=40, primary_key=True)
    jeton = models.CharField("jeton", max_length=32)
    date = models.DateTimeField("changé le", auto_now=True)

    class Meta:
        verbose_name = "génération"

    def __str__(self) -> str:
        return self.nom
