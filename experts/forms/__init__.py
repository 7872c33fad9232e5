"""What an expert fills in, without an editor and without JavaScript."""
