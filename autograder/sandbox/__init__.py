"""Where submissions run: a kernel forked inside a jail.

`jail` says how the jail is built, `inside` holds the two programs that run in
it, `zygotes` talks to them, and `provisioner` offers it all to Jupyter as a way
to start a kernel.
"""
