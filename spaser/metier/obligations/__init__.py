"""The duties of a buyer: what the files say, whom they bind, and when."""
