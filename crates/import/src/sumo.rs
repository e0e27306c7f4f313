//! SUMO networks, demand and configurations.
