"""What the world did, as figures that ship with Florin: each file with its source and its deriving script."""
