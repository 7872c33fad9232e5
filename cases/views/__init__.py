"""Views of cases for those who write them."""
