"""Moving an account or a line, with the reason."""

from __future__ import annotations

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.web.commun.versions import FormVersionne
from spaser.web.depenses.models import ReclassementGarde


class FormReclassement(FormVersionne, DsfrBaseForm):
    """In or out, and why."""

    sens = forms.ChoiceField(
        label="Ces dépenses",
        choices=(
            ("comptee", "Sont des achats : à compter"),
            ("ecartee", "Ne sont pas des achats : à mettre à part"),
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Dites s’il faut les compter ou les mettre à part.",
            "invalid_choice": "Choisissez une des deux réponses.",
        },
    )
    raison = forms.CharField(
        label="Raison",
        max_length=500,
        help_text="Elle reste à côté du chiffre : qui relit doit comprendre.",
        error_messages={
            "required": "Écrivez la raison : le chiffre se défend avec elle.",
            "max_length": "Raccourcissez : cinq cents signes au plus.",
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, garde: ReclassementGarde | None, **kwargs) -> None:
        initial = {"sens": garde.sens, "raison": garde.raison} if garde else {}
        version = garde.version if garde else 0
        super().__init__(*args, initial=initial, version=version, **kwargs)
        self.garde = garde
