SELECT cle, montant_utile FROM marches WHERE montant_utile <= 1 LIMIT 1
