"""`python -m florin.app.main`: the same as `florin`, for processes that start each other."""

from florin.app.cli import main

main()
