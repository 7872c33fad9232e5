"""What builders and continuous integration run; nothing of it is part of the site."""
