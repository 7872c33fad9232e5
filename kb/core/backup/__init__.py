"""One file that holds a site: its database, its media and, on a single machine, its secret key."""
