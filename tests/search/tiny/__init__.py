"""A content type of its own: everything that joining the search takes is in this folder."""
