//! One row after the other into columns, for Parquet and CSV alike.

use arrow_array::builder::{BooleanBuilder, Float64Builder, Int32Builder, StringBuilder, UInt64Builder};
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use std::fmt::Write;
use std::sync::Arc;

/// What a column holds.
pub(crate) enum Kind {
    /// Whole numbers from 0 up.
    Count,
    /// Numbers.
    Number,
    /// Yes or no.
    Flag,
    /// Any text.
    Text,
    /// One of these words; a row holds its place among them, so that no text is copied while the run goes.
    Word(Arc<StringArray>),
}

/// One value of a row.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) enum Cell<'a> {
    #[default]
    Empty,
    Count(u64),
    Number(f64),
    Flag(bool),
    Text(&'a str),
    Word(u32),
}

enum Column {
    Count(UInt64Builder),
    Number(Float64Builder),
    Flag(BooleanBuilder),
    Text(StringBuilder),
    Word(Int32Builder, Arc<StringArray>),
}

/// Rows that are not written yet.
pub(crate) struct Table {
    schema: SchemaRef,
    columns: Vec<Column>,
    rows: usize,
    csv: csv::Writer<Vec<u8>>,
    digits: String,
}

impl Table {
    pub fn new(fields: Vec<(&'static str, Kind)>) -> Self {
        let column = |kind| match kind {
            Kind::Count => (DataType::UInt64, Column::Count(UInt64Builder::new())),
            Kind::Number => (DataType::Float64, Column::Number(Float64Builder::new())),
            Kind::Flag => (DataType::Boolean, Column::Flag(BooleanBuilder::new())),
            Kind::Text => (DataType::Utf8, Column::Text(StringBuilder::new())),
            Kind::Word(words) => {
                let kind = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                (kind, Column::Word(Int32Builder::new(), words))
            }
        };
        let (fields, columns): (Vec<Field>, Vec<Column>) = fields
            .into_iter()
            .map(|(name, kind)| {
                let (kind, column) = column(kind);
                (Field::new(name, kind, true), column)
            })
            .unzip();
        let schema = Arc::new(Schema::new(fields));
        Self { schema, columns, rows: 0, csv: csv::Writer::from_writer(Vec::new()), digits: String::new() }
    }

    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The names of the columns as the first line of a CSV file.
    pub fn csv_header(&self) -> String {
        let names: Vec<&str> = self.schema.fields().iter().map(|field| field.name().as_str()).collect();
        names.join(",") + "\n"
    }

    /// Adds a row; it has one cell for each column. A value that is not finite stays empty.
    pub fn push(&mut self, row: &[Cell<'_>]) {
        debug_assert_eq!(row.len(), self.columns.len(), "a row has a cell for each column");
        self.rows += 1;
        let cells = row.iter().copied().chain(std::iter::repeat(Cell::Empty));
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            self.digits.clear();
            // Writing to a String or a Vec cannot fail.
            let text = column.append(cell, &mut self.digits);
            let _ = self.csv.write_field(text.unwrap_or(&self.digits));
        }
        let _ = self.csv.write_record(None::<&[u8]>);
    }

    /// All rows so far as columns and as lines of CSV; the table is empty after it.
    pub fn take(&mut self) -> Result<(RecordBatch, Vec<u8>), ArrowError> {
        self.rows = 0;
        let arrays = self.columns.iter_mut().map(Column::finish).collect::<Result<Vec<_>, _>>()?;
        let csv = std::mem::replace(&mut self.csv, csv::Writer::from_writer(Vec::new()));
        let lines = csv.into_inner().map_err(|e| ArrowError::CsvError(e.to_string()))?;
        Ok((RecordBatch::try_new(self.schema(), arrays)?, lines))
    }
}

impl Column {
    /// Appends a cell. Its text is what comes back, or what stands in `digits` where nothing comes back.
    fn append<'a>(&'a mut self, cell: Cell<'a>, digits: &mut String) -> Option<&'a str> {
        match (self, cell) {
            (Self::Count(column), Cell::Count(n)) => {
                column.append_value(n);
                let _ = write!(digits, "{n}");
            }
            (Self::Number(column), Cell::Number(x)) if x.is_finite() => {
                column.append_value(x);
                let _ = write!(digits, "{x}");
            }
            (Self::Flag(column), Cell::Flag(flag)) => {
                column.append_value(flag);
                return Some(if flag { "true" } else { "false" });
            }
            (Self::Text(column), Cell::Text(text)) => {
                column.append_value(text);
                return Some(text);
            }
            (Self::Word(column, words), Cell::Word(at)) if (at as usize) < words.len() => {
                column.append_value(at as i32);
                return Some(words.value(at as usize));
            }
            (Self::Count(column), _) => column.append_null(),
            (Self::Number(column), _) => column.append_null(),
            (Self::Flag(column), _) => column.append_null(),
            (Self::Text(column), _) => column.append_null(),
            (Self::Word(column, _), _) => column.append_null(),
        }
        None
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Self::Count(column) => Arc::new(column.finish()),
            Self::Number(column) => Arc::new(column.finish()),
            Self::Flag(column) => Arc::new(column.finish()),
            Self::Text(column) => Arc::new(column.finish()),
            Self::Word(column, words) => {
                let words: ArrayRef = Arc::clone(words) as ArrayRef;
                Arc::new(DictionaryArray::<Int32Type>::try_new(column.finish(), words)?)
            }
        })
    }
}

/// A fixed list of words for [`Kind::Word`].
pub(crate) fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Arc<StringArray> {
    // The array wants to know how many there are beforehand.
    let words: Vec<&str> = words.into_iter().collect();
    Arc::new(StringArray::from_iter_values(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_reads_the_same_in_columns_and_as_a_line() {
        let mut table = Table::new(vec![
            ("n", Kind::Count),
            ("x_m", Kind::Number),
            ("is_so", Kind::Flag),
            ("why", Kind::Text),
            ("kind", Kind::Word(words(["red", "green"]))),
        ]);
        table.push(&[Cell::Count(7), Cell::Number(0.25), Cell::Flag(true), Cell::Text("a,b"), Cell::Word(1)]);
        table.push(&[Cell::Empty, Cell::Number(f64::NAN), Cell::Empty, Cell::Empty, Cell::Word(9)]);
        assert_eq!(table.csv_header(), "n,x_m,is_so,why,kind\n");
        let (batch, lines) = table.take().unwrap();
        assert_eq!(String::from_utf8(lines).unwrap(), "7,0.25,true,\"a,b\",green\n,,,,\n");
        assert_eq!(batch.num_rows(), 2);
        assert!(batch.columns().iter().all(|column| column.is_valid(0) && column.is_null(1)));
        assert_eq!(table.take().unwrap().0.num_rows(), 0);
    }
}
