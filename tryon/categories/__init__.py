"""How each kind of product sits on a subject: one folder a category."""
