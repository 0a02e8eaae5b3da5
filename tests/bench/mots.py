"""Word pools of our own: no text of a real contract."""

from __future__ import annotations

from typing import Final

PRESTATIONS: Final = (
    "Travaux de", "Fourniture et livraison de", "Fourniture et pose de", "Maintenance de",
    "Entretien de", "Location de", "Mission d'assistance pour", "Maîtrise d'œuvre pour",
    "Étude préalable à", "Acquisition de", "Prestations de service pour", "Vérification de",
    "Remise en état de", "Conception et réalisation de", "Exploitation technique de",
    "Accord-cadre relatif à", "Marché à bons de commande pour", "Réhabilitation complète de",
    "Extension et mise aux normes de", "Contrôle périodique de", "Construction de",
    "Aménagement de", "Formation du personnel à l'usage de", "Diagnostic technique de",
    "Rénovation énergétique de", "Mise en sécurité de", "Déploiement de", "Reprographie de",
    "Transport et manutention de", "Gestion déléguée de", "Collecte et tri de",
    "Assistance à maîtrise d'ouvrage pour", "Nettoyage courant de", "Surveillance de",
    "Démolition partielle de", "Requalification de", "Modernisation de", "Hébergement de",
    "Impression de", "Prestations intellectuelles relatives à",
)  # fmt: skip

OBJETS: Final = (
    "la toiture du gymnase", "matériel informatique et périphériques", "la voirie communautaire",
    "denrées alimentaires pour la restauration scolaire", "véhicules légers et utilitaires",
    "l'éclairage public", "l'éclairage du terrain d'honneur", "mobilier de bureau",
    "produits d'entretien et consommables", "la station d'épuration", "réseaux d'eau potable",
    "vêtements de travail et équipements de protection", "la salle polyvalente",
    "fournitures de bureau", "l'école maternelle", "l'école élémentaire", "la médiathèque",
    "installations de chauffage et de ventilation", "ascenseurs et monte-charges",
    "logements locatifs sociaux", "logements étudiants", "la piscine intercommunale",
    "espaces verts et plantations", "aires de jeux", "l'accueil périscolaire", "la crèche",
    "la maison de santé pluridisciplinaire", "l'hôtel de ville", "la caserne de pompiers",
    "carburants et lubrifiants", "gaz naturel et services associés", "l'électricité verte",
    "logiciels de gestion financière", "serveurs et baies de stockage", "titres restaurant",
    "le système de vidéoprotection", "l'assurance responsabilité civile", "la flotte automobile",
    "la restauration du personnel", "dispositifs médicaux stériles", "médicaments anticancéreux",
    "réactifs de laboratoire", "la halle de marché", "la place du village",
    "la passerelle piétonne", "l'ouvrage d'art", "pistes cyclables", "la signalisation routière",
    "granulats et enrobés", "sel de déneigement", "conteneurs enterrés",
    "déchets ménagers et assimilés", "la déchèterie", "déchets verts", "boues de curage",
    "la façade et des menuiseries extérieures", "parquets et revêtements souples",
    "faux plafonds et cloisons", "la plomberie et des sanitaires", "la détection incendie",
    "extincteurs et trappes de désenfumage", "l'archivage électronique",
    "la communication institutionnelle", "magazines et supports imprimés", "sites internet",
    "la téléphonie fixe et mobile", "copieurs multifonctions", "l'insertion professionnelle",
    "parcours de formation qualifiante", "l'accompagnement des demandeurs d'emploi",
    "la navette scolaire", "lignes régulières de transport", "l'accessibilité des quais",
    "la numérisation de fonds anciens", "instruments de musique", "la scénographie",
    "spectacles et animations", "colis de fin d'année", "manuels et livres non scolaires",
    "literie et linge de maison", "repas livrés à domicile", "produits laitiers biologiques",
    "fruits et légumes de saison", "viandes fraîches", "pain et viennoiseries",
    "produits surgelés", "l'étude géotechnique", "relevés topographiques",
    "la coordination en matière de sécurité", "le contrôle technique",
    "l'ordonnancement et du pilotage", "fouilles archéologiques",
    "l'inventaire du patrimoine naturel", "zones humides et cours d'eau",
    "la renaturation des berges", "l'amélioration de l'habitat", "la concertation citoyenne",
    "plans locaux d'urbanisme", "bornes de recharge", "panneaux photovoltaïques",
    "la chaufferie au bois", "pompes de relevage",
)  # fmt: skip

TOURNURES: Final = (
    "pour la commune de {v}", "à {v}", "sur le territoire de {v}", "du groupe scolaire {p} à {v}",
    "pour le compte du syndicat de {v}", "du centre hospitalier de {v}", "rue {p} à {v}",
    "avenue {p}, {v}", "du quartier {p} ({v})", "pour les services de {v} agglomération",
    "du site {p} à {v}", "du lycée {p} de {v}", "de la résidence {p} à {v}",
    "pour le centre communal d'action sociale de {v}", "du parc d'activités {p} à {v}",
    "situé {n} rue {p} à {v}", "du bâtiment {l} de l'ensemble {p} à {v}",
    "dans le secteur de {v}",
)  # fmt: skip

PRENOMS: Final = (
    "des Tilleuls", "du Moulin", "de la Source", "des Acacias", "du Vieux Pont", "des Alouettes",
    "de la Fontaine", "du Belvédère", "des Genêts", "du Lavoir", "de la Cerisaie",
    "du Petit Bois", "des Roseaux", "de l'Horloge", "du Grand Pré", "des Forges",
    "de la Tannerie", "des Peupliers", "du Clos Fleuri", "de la Grange", "des Hirondelles",
    "du Canal", "de l'Étang", "des Vergers", "de la Rivière", "du Coteau", "des Bruyères",
    "du Verger", "de la Prairie", "des Saules",
)  # fmt: skip

DEBUTS_DE_LIEU: Final = (
    "Saint-Am", "Mont", "Ville", "Château", "Beau", "Champ", "Roche", "Fon", "Clair", "Val",
    "Bel", "Haut", "Mar", "Long", "Aub", "Ver", "Bois", "Pont", "Cour", "Mes", "Lign", "Orv",
    "Gren", "Sauv",
)  # fmt: skip

FINS_DE_LIEU: Final = (
    "brun", "cy", "ville", "court", "gnac", "lieu", "mont", "ières", "eau", "ny", "vert",
    "ecques", "fontaine", "bourg", "nay", "guy", "sur-Vaure", "les-Bains", "en-Larne", "la-Forêt",
    "ac", "ech",
)  # fmt: skip

PRECISIONS: Final = (
    "accord-cadre mono-attributaire", "accord-cadre multi-attributaires", "période {a}-{b}",
    "tranche ferme et tranche optionnelle", "relance à la suite d'une procédure sans suite",
    "consultation {a}-{n}", "années {a} à {b}", "programme {a}", "dossier n° {a}/{n}",
    "reconductible {k} fois", "y compris fournitures, transport et évacuation",
    "dans le cadre du plan pluriannuel d'investissement {a}-{b}", "phase {k}",
    "avec reprise des équipements existants",
    "groupement de commandes coordonné par le département", "opération {n}",
    "sous réserve de l'obtention des financements", "durée {k} ans",
    "comprenant études d'exécution, pose, raccordements et essais", "référence interne {n}-{a}",
    "au profit de {n} bénéficiaires répartis sur plusieurs sites",
)  # fmt: skip

METIERS: Final = (
    "gros œuvre", "terrassement et réseaux divers", "charpente bois", "couverture et zinguerie",
    "étanchéité", "menuiseries extérieures", "menuiseries intérieures", "plâtrerie et isolation",
    "électricité courants forts et faibles", "plomberie sanitaire", "chauffage et ventilation",
    "peinture", "revêtements de sols souples", "carrelage et faïence", "serrurerie métallerie",
    "ascenseur", "espaces verts", "voirie", "démolition et désamiantage", "façades",
    "secteur nord", "secteur sud", "secteur est", "secteur ouest", "fournitures générales",
    "épicerie", "fruits frais", "responsabilité civile", "dommages aux biens",
    "flotte de véhicules", "protection juridique", "bâtiments administratifs",
    "bâtiments scolaires", "équipements sportifs", "cuisine collective", "éclairage",
    "contrôle d'accès", "signalétique", "mobilier", "prestations de conseil",
)  # fmt: skip

SOCIETES: Final = (
    "Ateliers", "Bâtiment", "Travaux", "Énergie", "Services", "Conseil", "Environnement",
    "Propreté", "Paysages", "Électricité", "Toitures", "Menuiserie", "Transports", "Ingénierie",
    "Numérique", "Restauration", "Santé", "Fournitures", "Entreprise", "Coopérative",
)  # fmt: skip

COMPLEMENTS_DE_SOCIETE: Final = (
    "du Centre", "de l'Ouest", "des Deux Vallées", "du Littoral", "et Fils", "et Associés",
    "Réunis", "Plus", "du Sud", "Nord Est", "de la Plaine", "des Sources", "SAS", "SARL",
    "Groupe", "France",
)  # fmt: skip
