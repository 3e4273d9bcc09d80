//! Runs a plan on small dense arrays, so that tests compare it with the graph.
