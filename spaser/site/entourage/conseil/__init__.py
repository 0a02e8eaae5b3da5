"""Who advises a buyer: invited, reading, recommending, reached for a first hour."""
