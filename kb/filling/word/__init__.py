"""A form as a document of Word: made from the parts of the form, and read again when somebody has filled it in."""
