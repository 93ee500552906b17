"""What runs inside the sandbox: it reads one hostile file and says pixels, and nothing else (see ``stream``).

Nothing here is ever imported outside but ``stream``; nothing here imports anything of this project from elsewhere,
because nothing else of it is there (``keys.reporter.sandbox``).
"""
