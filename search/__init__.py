"""The public search: a library that knows no content type and imports none of the site's other packages."""
