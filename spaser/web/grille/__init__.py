"""The grid of questions on indicators, and the library it draws from."""
