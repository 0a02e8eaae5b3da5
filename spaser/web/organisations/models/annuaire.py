"""What the public directory of firms was asked."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils import timezone

QUESTION_MAX: Final = 120


class QuestionAnnuaire(models.Model):
    """A SIREN or a name, and the legal persons that answer it; nothing says who asked."""

    question = models.CharField("question", max_length=QUESTION_MAX, unique=True)
    reponses = models.JSONField("réponses", default=list)
    posee_le = models.DateTimeField("posée le", default=timezone.now)
    a_poser_le = models.DateTimeField("à poser le", default=timezone.now, db_index=True)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    repondue_le = models.DateTimeField("répondue le", null=True)

    class Meta:
        verbose_name = "question à l’annuaire"
        verbose_name_plural = "questions à l’annuaire"

    def __str__(self) -> str:
        return self.question
