# It needs PyTorch, which the tests do not: they read what it has written.
collect_ignore = ["make_torch_references.py"]
