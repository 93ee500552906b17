"""One database: sealed objects, what the newsroom published, and nothing about anybody."""
