"""Forms with which people write a case on the public site."""
