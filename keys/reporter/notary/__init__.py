"""What runs inside the sandbox to judge proofs: it reads one hostile file and says numbers and short names (``answers``).

Nothing here is imported outside but ``answers``. Of this project only the cleaners lie beside it inside.
"""
