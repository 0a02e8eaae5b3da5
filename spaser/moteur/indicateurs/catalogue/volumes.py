"""How much is bought, and what sums leave out."""

from typing import Final

from spaser.moteur.indicateurs.definition import (
    CONCESSIONS,
    SANS_DOUBLE_COMPTE,
    Indicateur,
    make_exemple,
)

INDICATEURS: Final = (
    Indicateur(
        code="VOL-01",
        libelle="Nombre de marchés",
        unite="marchés",
        mesure="CAST(famille IS NOT NULL AS BIGINT)",
        entre_0_et_1=True,
        methode="Nombre de marchés ou de lots publiés, chacun compté une fois, avec ou sans "
        "montant.",
        limites="Un achat groupé est publié par le seul coordonnateur du groupement.",
        exemple=make_exemple(
            ("famille",), ("marche",), ("marche",), ("concession",), total=(2, None, 2, 0, 2, 2, 2)
        ),
    ),
    Indicateur(
        code="VOL-02",
        libelle="Montant notifié",
        unite="€",
        population=SANS_DOUBLE_COMPTE,
        mesure="montant_utile",
        inconnu="inconnu : aucun montant à additionner",
        methode="Somme des montants notifiés. Un montant manquant, factice ou aberrant est inconnu "
        ": le total est alors un minimum, sans borne haute.",
        limites="Un montant notifié est un maximum ou une estimation, jamais la dépense payée : ce "
        "total ne dit pas si l'acheteur dépasse le seuil du SPASER, qui porte sur les dépenses.",
        exemple=make_exemple(
            ("montant_utile", "double_compte"),
            (100_000, False),
            (250_000, False),
            (None, False),
            (None, True),
            total=(350_000, None, 3, 1, 350_000, 350_000, None),
        ),
    ),
    Indicateur(
        code="VOL-03",
        libelle="Montant courant",
        unite="€",
        population=SANS_DOUBLE_COMPTE,
        mesure="CASE WHEN montant_utile IS NOT NULL THEN montant END",
        inconnu="inconnu : aucun montant à additionner",
        methode="Somme des montants après la dernière modification qui n'est pas suspectée d'être "
        "un simple ajout. Un marché dont le montant notifié n'est pas utilisable est inconnu.",
        limites="L'écart avec VOL-02 ne couvre que les modifications publiées.",
        exemple=make_exemple(
            ("montant_utile", "montant"),
            (100_000, 120_000),
            (250_000, 250_000),
            (None, 999_999_999),
            total=(370_000, None, 3, 1, 370_000, 370_000, None),
        ),
    ),
    Indicateur(
        code="VOL-04",
        libelle="Nombre de concessions",
        unite="concessions",
        faits=("CCP-D2111-3.concessions",),
        population=CONCESSIONS,
        mesure="CAST(famille IS NOT NULL AS BIGINT)",
        entre_0_et_1=True,
        methode="Nombre de contrats de concession publiés, délégations de service public "
        "comprises.",
        limites="{{CCP-D2111-3.concessions}}",
        exemple=make_exemple(
            ("famille",), ("concession",), ("marche",), total=(1, None, 1, 0, 1, 1, 1)
        ),
    ),
    Indicateur(
        code="VOL-05",
        libelle="Valeur des concessions",
        unite="€",
        population=CONCESSIONS,
        mesure="montant_utile",
        inconnu="inconnu : aucune valeur utilisable",
        methode="Somme des valeurs globales des contrats de concession. Une valeur manquante, "
        "factice ou aberrante est inconnue.",
        limites="La valeur globale est une estimation sur toute la durée du contrat, souvent "
        "longue : elle ne se compare pas au montant des marchés d'une année.",
        exemple=make_exemple(
            ("famille", "montant_utile"),
            ("concession", 5_000_000),
            ("concession", None),
            ("marche", 100_000),
            total=(5_000_000, None, 2, 1, 5_000_000, 5_000_000, None),
        ),
    ),
    Indicateur(
        code="VOL-06",
        libelle="Titulaires distincts",
        unite="entreprises",
        mesure="nouveaux_titulaires",
        methode="Nombre de titulaires distincts à l'attribution, par SIREN ou à défaut par "
        "identifiant publié. Un titulaire de plusieurs marchés est compté une fois, sur le premier "
        "rencontré ; un marché dont aucun titulaire n'a d'identifiant est inconnu.",
        limites="Les nombres de deux années ne s'additionnent pas : un même titulaire peut "
        "revenir.",
        exemple=make_exemple(
            ("titulaires",),
            (("11111111100011",),),
            (("11111111100022", "22222222200022"),),
            ((),),
            total=(2, None, 3, 1, 2, 2, None),
        ),
    ),
    Indicateur(
        code="VOL-07",
        libelle="Accords-cadres",
        reponse="accord_cadre",
        methode="Un marché compte s'il est déclaré accord-cadre.",
        limites="Le montant d'un accord-cadre est son maximum : il pèse souvent plus que les "
        "commandes.",
        exemple=make_exemple(
            ("montant_utile", "accord_cadre"),
            (300_000, True),
            (100_000, False),
            (100_000, False),
            (100_000, None),
            nombre=(1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),
            montant=(300_000, 500_000, 4, 1, 3 / 5, 3 / 6, 4 / 6),
        ),
    ),
    Indicateur(
        code="VOL-08",
        libelle="Marchés subséquents écartés des sommes",
        unite="marchés",
        mesure="CAST(double_compte AS BIGINT)",
        entre_0_et_1=True,
        methode="Nombre de marchés subséquents dont l'accord-cadre est déjà compté : leur montant "
        "est écarté, sinon la même somme compterait deux fois. Ils restent comptés en nombre.",
        limites="Un marché subséquent dont l'accord-cadre n'est pas publié garde son montant.",
        exemple=make_exemple(
            ("double_compte",), (True,), (False,), (False,), total=(1, None, 3, 0, 1, 1, 1)
        ),
    ),
    Indicateur(
        code="VOL-09",
        libelle="Marchés au montant suspect",
        unite="marchés",
        mesure="CAST(montant_suspicion IS NOT NULL AS BIGINT)",
        entre_0_et_1=True,
        methode="Nombre de marchés dont le montant notifié est factice (0 ou 1 €, par exemple) ou "
        "aberrant : ces marchés, sans montant utilisable, sont écartés des sommes et gardés tels "
        "quels dans les données.",
        exemple=make_exemple(
            ("montant_suspicion",),
            ("factice",),
            ("aberrant",),
            (None,),
            (None,),
            total=(2, None, 4, 0, 2, 2, 2),
        ),
    ),
    Indicateur(
        code="VOL-10",
        libelle="Marchés écartés des sommes",
        unite="marchés",
        mesure="CAST(montant_utile IS NULL AS BIGINT)",
        entre_0_et_1=True,
        methode="Nombre de marchés qui ne pèsent dans aucune part en valeur : ceux dont le montant "
        "manque, est factice ou aberrant, et les marchés subséquents dont l'accord-cadre est déjà "
        "compté.",
        exemple=make_exemple(
            ("montant_utile",), (100_000,), (None,), (None,), total=(2, None, 3, 0, 2, 2, 2)
        ),
    ),
    Indicateur(
        code="VOL-11",
        libelle="Marchés publiés au format antérieur à 2024",
        unite="marchés",
        mesure="CAST(format = 'v1' AS BIGINT)",
        entre_0_et_1=True,
        methode="Nombre de marchés publiés dans l'ancien format, qui ne comporte aucune donnée "
        "sociale ou environnementale.",
        exemple=make_exemple(
            ("format",), ("v1",), ("v2",), ("v2",), total=(1, None, 3, 0, 1, 1, 1)
        ),
    ),
)
