//! From texts to a checked scenario: tree with places, includes, the shape of the file, mistakes.

pub mod checker;
pub mod include;
pub mod mistake;
pub mod nearest;
pub mod tree;

pub use checker::check_shape;
pub use include::{Document, Opened, read_document};
pub use mistake::{Mistake, ScenarioError, ScenarioErrors};
pub use tree::{Node, Place, SourceText, Value};
