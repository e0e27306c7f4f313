//! Columns of a table, and Parquet files made of them.

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Named columns of the same length.
#[derive(Default)]
pub(super) struct Columns(Vec<(String, ArrayRef)>);

impl Columns {
    /// Adds numbers from 0 up.
    pub fn counts(&mut self, name: &str, values: impl Iterator<Item = Option<u64>>) {
        self.0.push((name.to_owned(), Arc::new(values.collect::<UInt64Array>())));
    }

    /// Adds numbers; what is not finite is left empty.
    pub fn numbers(&mut self, name: &str, values: impl Iterator<Item = Option<f64>>) {
        let finite = values.map(|value| value.filter(|value| value.is_finite()));
        self.0.push((name.to_owned(), Arc::new(finite.collect::<Float64Array>())));
    }

    /// Adds texts.
    pub fn texts<T: AsRef<str>>(&mut self, name: &str, values: impl Iterator<Item = Option<T>>) {
        self.0.push((name.to_owned(), Arc::new(values.collect::<StringArray>())));
    }

    /// The table as the bytes of a Parquet file.
    pub fn encode(self) -> Result<Vec<u8>, ParquetError> {
        let field = |(name, array): &(String, ArrayRef)| Field::new(name, array.data_type().clone(), true);
        let schema = Arc::new(Schema::new(self.0.iter().map(field).collect::<Vec<_>>()));
        let arrays = self.0.into_iter().map(|(_, array)| array).collect();
        let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)?;
        let mut writer = ArrowWriter::try_new_with_options(Vec::new(), schema, options()?)?;
        writer.write(&batch)?;
        writer.into_inner()
    }
}

fn options() -> Result<ArrowWriterOptions, ParquetError> {
    let level = ZstdLevel::try_new(1)?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
    Ok(ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true))
}

/// Writes the rows of some files, which have the same columns, into one; batch by batch, so that it never holds them
/// all, and into large groups, which small parts do not have.
pub(super) fn join(parts: &[PathBuf], to: &Path) -> Result<(), ParquetError> {
    let mut unfinished = to.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    let mut writer = None;
    for part in parts {
        let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(part)?)?;
        let schema = Arc::clone(reader.schema());
        let writer = match &mut writer {
            Some(writer) => writer,
            none => none.insert(ArrowWriter::try_new_with_options(
                File::create(&unfinished)?,
                schema,
                options()?,
            )?),
        };
        for batch in reader.build()? {
            writer.write(&batch?)?;
        }
    }
    if let Some(writer) = writer {
        let mut file = writer.into_inner()?;
        file.flush()?;
        std::fs::rename(&unfinished, to)?;
    }
    Ok(())
}
