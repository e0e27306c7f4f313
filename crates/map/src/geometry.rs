//! Curves through junctions, and where they meet.
