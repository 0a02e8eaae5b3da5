"""A buyer's contracts: the published ones, those of her own files, what she corrects."""
