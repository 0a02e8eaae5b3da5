"""« Fiche de réparation »: what the published data lack, and what to do about it."""
