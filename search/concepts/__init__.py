"""The field's concepts and their names in every language: what a reader calls one way and a text another."""
