//! `pairs.csv` and `pairs.parquet`: a row for each run, a column for each figure.

use super::{Plan, Row};
use crate::BatchError;
use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use pilotzone_record::{RecordError, RunFolder};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Writes both tables; each is there in whole or not at all.
pub fn write_tables(folder: &RunFolder, plan: &Plan, rows: &[Row]) -> Result<(), BatchError> {
    let names: BTreeSet<&String> = rows.iter().flat_map(|row| row.figures.metrics.keys()).collect();
    let wrong = |file: &str, cause: String| RecordError::Table { path: folder.path().join(file), cause };
    let csv = csv(plan, rows, &names).map_err(|e| wrong("pairs.csv", e.to_string()))?;
    folder.write_bytes("pairs.csv", &csv)?;
    let parquet = parquet(plan, rows, &names).map_err(|e| wrong("pairs.parquet", e.to_string()))?;
    folder.write_bytes("pairs.parquet", &parquet)?;
    Ok(())
}

fn value(row: &Row, name: &str) -> Option<f64> {
    row.figures.metrics.get(name).copied().flatten()
}

fn csv(plan: &Plan, rows: &[Row], names: &BTreeSet<&String>) -> Result<Vec<u8>, std::io::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["seed", "law", "state_hash", "event_hash"].into_iter();
    writer.write_record(head.chain(names.iter().map(|name| name.as_str())))?;
    for row in rows {
        let summary = &row.figures.summary;
        let own = [row.seed.to_string(), plan.laws[row.law].clone()];
        let hashes = [summary.state_hash.clone(), summary.event_hash.clone()];
        let values = names.iter().map(|name| value(row, name).map_or_else(String::new, |x| x.to_string()));
        writer.write_record(own.into_iter().chain(hashes).chain(values))?;
    }
    writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))
}

fn parquet(
    plan: &Plan,
    rows: &[Row],
    names: &BTreeSet<&String>,
) -> Result<Vec<u8>, parquet::errors::ParquetError> {
    let texts = |of: &dyn Fn(&Row) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(of)))
    };
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("seed", Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| row.seed)))),
        ("law", texts(&|row| plan.laws[row.law].clone())),
        ("state_hash", texts(&|row| row.figures.summary.state_hash.clone())),
        ("event_hash", texts(&|row| row.figures.summary.event_hash.clone())),
    ];
    for name in names {
        let values = rows.iter().map(|row| value(row, name));
        columns.push((name, Arc::new(values.collect::<Float64Array>())));
    }
    let field = |(name, array): &(&str, ArrayRef)| {
        let kind: &DataType = array.data_type();
        Field::new(*name, kind.clone(), true)
    };
    let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)?;
    let level = ZstdLevel::try_new(1)?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, schema, Some(properties))?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(bytes)
}
