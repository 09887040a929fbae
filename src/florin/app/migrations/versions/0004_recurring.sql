set local search_path = florin, derived;
