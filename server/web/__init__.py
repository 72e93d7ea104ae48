"""The door of the house: middlewares, CSRF, forms, pages, problems, static files."""
