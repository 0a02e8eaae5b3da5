"""How many questions a page may ask of the database: few, unless its line here says why."""

# What any page pays: session, account, second factor, roles, menu.
DEFAUT = 12

EXCEPTIONS = {
    "comptes:donnees_export": 29,  # each app gives its part of one's data
    "comptes:lien_demonstration": 24,  # signs in: a link used, a session opened, a line of journal
    "accueil:commencer": 25,  # each tool: where it stands; its figures: paid, corrected, published
    "accueil:elus": 24,  # the same
    "accueil:vue_partagee": 26,  # the same, and notes that somebody opened it
    "accueil:essentiel": 26,  # the same, its objectives, its schemes
    "redaction:fichier": 36,  # each heading reads what its tool keeps
    "redaction:schema": 36,  # the same
    "organisations:rejoindre_organisation": 13,  # a request, and how long answers took
    "diagnostic:regler": 13,  # what the site knows of the buyer: its rates, its schemes
    "registre:moderation": 16,  # counts each queue, dead links and likely doubles
}

# Who asks the same question twice in one page, and why.
DEUX_FOIS = {
    "marches:liste": "published and corrected figures each look for what is private to the space",
    "marches:origines": "the contract, then its record, each look for what is private to the space",
    "redaction:schema": "headings that fill themselves each ask their tool: the duty, the approach",
    "organisations:rejoindre_organisation": "an organisation is also one of the names of a SIREN",
}
