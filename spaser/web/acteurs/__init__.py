"""The app `acteurs`: the stakeholders of a buyer's space."""
