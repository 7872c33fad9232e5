"""What exists in which language, and how far it can be trusted: for editors and reviewers of languages."""
