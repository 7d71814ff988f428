"""How people reach the product: pages, forms and who may use them."""
