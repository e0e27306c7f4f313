//! A table on disk: closed parts while the run goes, one file at its end.
//!
//! A part gets its name only when it is whole, so whatever has a part's name can be read, however the run ended.

use crate::error::RecordError;
use crate::table::{Cell, Kind, Table};
use arrow_array::RecordBatch;
use arrow_schema::DataType;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaDataReader};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A table that grows part by part.
pub(crate) struct Parts {
    dir: PathBuf,
    name: &'static str,
    table: Table,
    closed: u32,
}

impl Parts {
    /// No part yet; parts go to that folder, which exists.
    pub fn new(dir: &Path, name: &'static str, fields: Vec<(&'static str, Kind)>) -> Self {
        Self { dir: dir.to_owned(), name, table: Table::new(fields), closed: 0 }
    }

    pub fn push(&mut self, row: &[Cell<'_>]) {
        self.table.push(row);
    }

    /// Writes what came since the last part. The first part is written even when it is empty: it tells the columns.
    pub fn close(&mut self) -> Result<(), RecordError> {
        if self.table.rows() == 0 && self.closed > 0 {
            return Ok(());
        }
        let path = self.part("parquet", self.closed);
        let wrong = |cause: &dyn ToString| RecordError::table(&path, cause.to_string());
        let (batch, lines) = self.table.take().map_err(|e| wrong(&e))?;
        let bytes = encode(&batch).map_err(|e| wrong(&e))?;
        let csv = self.part("csv", self.closed);
        let mut text = self.table.csv_header().into_bytes();
        text.extend(lines);
        put(&csv, &text)?;
        put(&path, &bytes)?;
        self.closed += 1;
        Ok(())
    }

    /// Joins all parts into one Parquet file, and into a CSV file where one is wanted. The parts stay.
    pub fn join(&mut self, parquet: &Path, csv: Option<&Path>) -> Result<(), RecordError> {
        self.close()?;
        let parts: Vec<PathBuf> = (0..self.closed).map(|n| self.part("parquet", n)).collect();
        let whole = beside(parquet);
        join_parquet(&parts, &whole).map_err(|e| RecordError::table(parquet, e))?;
        std::fs::rename(&whole, parquet).map_err(|e| RecordError::disk(parquet, "written", e))?;
        csv.map_or(Ok(()), |csv| self.join_csv(csv).map_err(|e| RecordError::disk(csv, "written", e)))
    }

    fn join_csv(&self, csv: &Path) -> std::io::Result<()> {
        let header = self.table.csv_header();
        let whole = beside(csv);
        let mut file = File::create(&whole)?;
        file.write_all(header.as_bytes())?;
        for n in 0..self.closed {
            let part = std::fs::read(self.part("csv", n))?;
            file.write_all(part.get(header.len()..).unwrap_or_default())?;
        }
        drop(file);
        std::fs::rename(&whole, csv)
    }

    fn part(&self, ending: &str, n: u32) -> PathBuf {
        self.dir.join(format!("{}-{n:05}.{ending}", self.name))
    }
}

/// Writes a file that is there in whole or not at all.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
    let whole = beside(path);
    std::fs::write(&whole, bytes).map_err(|e| RecordError::disk(&whole, "written", e))?;
    std::fs::rename(&whole, path).map_err(|e| RecordError::disk(path, "written", e))
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".unfinished");
    PathBuf::from(name)
}

fn encode(batch: &RecordBatch) -> Result<Vec<u8>, ParquetError> {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_statistics_enabled(EnabledStatistics::Chunk);
    for field in batch.schema().fields() {
        // Measured numbers hardly repeat: a dictionary of them costs time and saves nothing.
        if matches!(field.data_type(), DataType::Float64 | DataType::UInt64) {
            properties =
                properties.set_column_dictionary_enabled(ColumnPath::from(field.name().as_str()), false);
        }
    }
    // Without Arrow's own schema, readers see plain texts instead of our dictionaries.
    let options =
        ArrowWriterOptions::new().with_properties(properties.build()).with_skip_arrow_metadata(true);
    let mut writer = ArrowWriter::try_new_with_options(Vec::new(), batch.schema(), options)?;
    writer.write(batch)?;
    writer.into_inner()
}

/// Copies the parts' column chunks as they are, packed, so that joining costs no more than copying files.
fn join_parquet(parts: &[PathBuf], to: &Path) -> Result<(), ParquetError> {
    let inputs = parts.iter().map(|path| {
        let file = File::open(path)?;
        let metadata = ParquetMetaDataReader::new()
            .with_page_index_policy(PageIndexPolicy::Optional)
            .parse_and_finish(&file)?;
        Ok::<_, ParquetError>((file, metadata))
    });
    let mut writer = None;
    for input in inputs {
        let (file, metadata) = input?;
        let writer = match &mut writer {
            Some(writer) => writer,
            none => {
                let schema = metadata.file_metadata().schema_descr().root_schema_ptr();
                let properties = Arc::new(WriterProperties::builder().build());
                none.insert(SerializedFileWriter::new(File::create(to)?, schema, properties)?)
            }
        };
        for group in metadata.row_groups() {
            let mut copy = writer.next_row_group()?;
            for column in group.columns() {
                let close = ColumnCloseResult {
                    bytes_written: column.compressed_size() as u64,
                    rows_written: group.num_rows() as u64,
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                copy.append_column(&file, close)?;
            }
            copy.close()?;
        }
    }
    writer.map_or(Ok(()), |writer| writer.close().map(|_| ()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::words;
    use arrow_array::cast::AsArray;
    use arrow_array::types::UInt64Type;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    fn parts(dir: &Path) -> Parts {
        Parts::new(
            dir,
            "events",
            vec![("step", Kind::Count), ("kind", Kind::Word(words(["arrived", "left"])))],
        )
    }

    fn read(path: &Path) -> Vec<(u64, String)> {
        let reader =
            ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
        let mut rows = Vec::new();
        for batch in reader {
            let batch = batch.unwrap();
            let steps = batch.column(0).as_primitive::<UInt64Type>();
            let kinds = batch.column(1).as_string::<i32>();
            rows.extend(steps.values().iter().zip(kinds).map(|(&s, k)| (s, k.unwrap().to_owned())));
        }
        rows
    }

    #[test]
    fn every_closed_part_reads_after_an_abrupt_stop() {
        let dir = tempfile::tempdir().unwrap();
        let mut table = parts(dir.path());
        for step in 0..3 {
            table.push(&[Cell::Count(step), Cell::Word(step as u32 % 2)]);
            table.close().unwrap();
        }
        table.push(&[Cell::Count(3), Cell::Word(0)]);
        // As a kill does it: nothing is finished, nothing dropped.
        std::mem::forget(table);
        for step in 0..3u64 {
            let rows = read(&dir.path().join(format!("events-{step:05}.parquet")));
            assert_eq!(rows, [(step, ["arrived", "left"][step as usize % 2].to_owned())]);
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 6, "three parts, each in two formats");
    }

    #[test]
    fn joined_parts_hold_all_rows_in_their_order() {
        let dir = tempfile::tempdir().unwrap();
        let mut table = parts(dir.path());
        for step in 0..10 {
            table.push(&[Cell::Count(step), Cell::Word(0)]);
            if step % 4 == 3 {
                table.close().unwrap();
            }
        }
        let (whole, csv) = (dir.path().join("events.parquet"), dir.path().join("events.csv"));
        table.join(&whole, Some(&csv)).unwrap();
        assert_eq!(read(&whole).iter().map(|row| row.0).collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
        let lines: Vec<String> = std::fs::read_to_string(&csv).unwrap().lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 11);
        assert_eq!((lines[0].as_str(), lines[10].as_str()), ("step,kind", "9,arrived"));
    }

    #[test]
    fn a_table_without_rows_still_tells_its_columns() {
        let dir = tempfile::tempdir().unwrap();
        let (whole, csv) = (dir.path().join("e.parquet"), dir.path().join("e.csv"));
        parts(dir.path()).join(&whole, Some(&csv)).unwrap();
        assert!(read(&whole).is_empty());
        assert_eq!(std::fs::read_to_string(&csv).unwrap(), "step,kind\n");
    }
}
