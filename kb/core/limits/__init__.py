"""How often one reader, and one network, may ask for what costs the site something."""
