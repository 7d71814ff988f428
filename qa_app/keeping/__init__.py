"""How is everything of an instance copied while people work, proved to be whole, and put back?"""
