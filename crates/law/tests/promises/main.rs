//! What the law promises, shown on scenes made by hand.

mod acts;
mod attention;
mod danger;
mod pack;
mod predicates;
mod street;
