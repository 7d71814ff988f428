"""What the product is made of: see ``create_app`` in ``qa_app.app``."""
