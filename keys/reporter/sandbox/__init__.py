"""The sandbox: a hostile file goes in, pixels and bounded numbers come out (docs/reporter.md, "What view does").

``run`` starts a worker under bubblewrap, feeds it and reads it; ``pixels`` believes nothing of what it says.
"""
