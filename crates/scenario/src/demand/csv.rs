//! Matrices in files of their own: a line for each pair, `from,to,vehicles`.

use crate::read::{Mistake, Place, ScenarioError, SourceText};
use std::sync::Arc;

/// Vehicles from one area to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Origin: an area of the matrix, or a link.
    pub from: String,
    /// Destination: an area of the matrix, or a link.
    pub to: String,
    /// Vehicles in the matrix's whole time.
    pub vehicles: f64,
    /// Where it stands.
    pub at: Option<Place>,
}

/// Reads a matrix. A first line `from,to,vehicles` is required: it says which column is which.
pub fn read_cells(source: &Arc<SourceText>) -> (Vec<Cell>, Vec<ScenarioError>) {
    let (mut cells, mut errors) = (Vec::new(), Vec::new());
    let mut start = 0;
    let mut header_seen = false;
    for line in source.text.split_inclusive('\n') {
        let content = line.trim_start_matches('\u{feff}').trim();
        let at = Place { source: Arc::clone(source), start, end: start + line.trim_end().len() };
        start += line.len();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let fields: Vec<&str> = content.split(',').map(|field| field.trim().trim_matches('"')).collect();
        if !header_seen {
            header_seen = true;
            if fields != ["from", "to", "vehicles"] {
                errors.push(wrong(
                    at,
                    format!("the first line is \"{}\"", short(content)),
                    "from,to,vehicles",
                ));
            }
            continue;
        }
        let [from, to, number] = fields.as_slice() else {
            errors.push(wrong(
                at,
                format!("a line of {} fields", fields.len()),
                "three fields: from,to,vehicles",
            ));
            continue;
        };
        match number.parse::<f64>() {
            Ok(vehicles) if (0.0..=1e6).contains(&vehicles) => {
                cells.push(Cell { from: (*from).to_owned(), to: (*to).to_owned(), vehicles, at: Some(at) });
            }
            _ => errors.push(wrong(
                at,
                format!("\"{}\"", short(number)),
                "a number of vehicles from 0 to 1000000",
            )),
        }
    }
    if !header_seen {
        errors.push(wrong(Place::top(source), "an empty file".to_owned(), "the first line from,to,vehicles"));
    }
    (cells, errors)
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

fn wrong(at: Place, found: String, expected: &str) -> ScenarioError {
    let expected = expected.to_owned();
    ScenarioError::at(at, Mistake::WrongType { key: "vehicles".to_owned(), found, expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Cell>, Vec<String>) {
        let source = Arc::new(SourceText { path: "od.csv".to_owned(), text: text.to_owned() });
        let (cells, errors) = read_cells(&source);
        (cells, errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_matrix_is_read_line_by_line() {
        let (cells, errors) = read("from,to,vehicles\n# morning\nwest,east,120\nwest, north ,2.5\n");
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!((cells.len(), cells[1].to.as_str(), cells[1].vehicles), (2, "north", 2.5));
    }

    #[test]
    fn every_bad_line_is_named_with_its_number() {
        let (cells, errors) = read("from,to,vehicles\na,b\na,b,-1\na,b,nan\na,b,1e400\na,b,3\n");
        assert_eq!(cells.len(), 1);
        for line in 2..=5 {
            assert!(errors.iter().any(|e| e.starts_with(&format!("od.csv:{line}: "))), "{line} {errors:?}");
        }
        assert_eq!(read("a,b,3\n").1.len(), 1);
        assert_eq!(read("").1.len(), 1);
    }
}
