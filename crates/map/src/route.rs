//! Ways through the network.
