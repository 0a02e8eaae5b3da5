"""The e-learning modules: followed on the site, certified, taken away for a learning platform."""
