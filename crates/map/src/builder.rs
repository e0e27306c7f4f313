//! A small map, put together by hand.
