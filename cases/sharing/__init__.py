"""Cases that people write on the public site: from an empty draft to the editors, and back."""
